// A photo drawn anew has lost when and where it was taken. Its EXIF part is put back, for the service keeps both apart
// from the picture; the part that tells how to turn it is set to upright, for it has been turned already.

const MARKER = 0xff, APP1 = 0xe1, START_OF_SCAN = 0xda, ORIENTATION = 0x0112;
const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0];

/** `drawn` (a JPEG) with the EXIF part of `file`, where it has one; `drawn` itself where it has none. */
export async function keepWhenAndWhere(file, drawn) {
  const part = find(new Uint8Array(await file.slice(0, 256 * 1024).arrayBuffer()));
  if (!part) return drawn;
  setUpright(part);
  return new Blob([drawn.slice(0, 2), part, drawn.slice(2)], { type: "image/jpeg" });
}

/** The APP1 part that holds EXIF, its marker included, or null. */
function find(bytes) {
  if (bytes[0] !== MARKER || bytes[1] !== 0xd8) return null;
  for (let at = 2; at + 4 < bytes.length && bytes[at] === MARKER && bytes[at + 1] !== START_OF_SCAN;) {
    const length = (bytes[at + 2] << 8) + bytes[at + 3];
    const isExif = bytes[at + 1] === APP1 && EXIF.every((each, n) => bytes[at + 4 + n] === each);
    if (isExif && at + 2 + length <= bytes.length) return bytes.slice(at, at + 2 + length);
    at += 2 + length;
  }
  return null;
}

function setUpright(part) {
  const tiff = 10, view = new DataView(part.buffer, part.byteOffset);
  const isLittle = part[tiff] === 0x49;
  const first = tiff + view.getUint32(tiff + 4, isLittle);
  if (first + 2 > part.length) return;
  const count = view.getUint16(first, isLittle);
  for (let n = 0; n < count; n += 1) {
    const entry = first + 2 + n * 12;
    if (entry + 12 > part.length) return;
    if (view.getUint16(entry, isLittle) === ORIENTATION) view.setUint16(entry + 8, 1, isLittle);
  }
}
