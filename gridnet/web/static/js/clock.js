// A moment as the clock on the wall in China shows it; as the filter `clock` of the templates.

const PARTS = { timeZone: "Asia/Shanghai", hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" };
const FORMAT = new Intl.DateTimeFormat("en", PARTS);

function parts(at) {
  return Object.fromEntries(FORMAT.formatToParts(at).map(({ type, value }) => [type, value]));
}

/** 14:05 of today, 11-25 14:05 of another day. */
export function clock(iso) {
  const then = parts(new Date(iso)), today = parts(new Date());
  const isToday = ["year", "month", "day"].every((each) => then[each] === today[each]);
  return `${isToday ? "" : `${then.month}-${then.day} `}${then.hour}:${then.minute}`;
}
