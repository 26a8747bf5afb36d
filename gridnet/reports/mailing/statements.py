"""The statements of reports by mail: what falls due, what is claimed, what became of it."""

from sqlalchemy import text

COUNTIES = text("SELECT DISTINCT county FROM report_subscription WHERE ended_at IS NULL ORDER BY county")

#: Whoever subscribes gets the first report once the period they subscribed in, or a later one, is over.
FALL_DUE = text("""
    INSERT INTO report_issue (county, subscription_id, first_day, last_day, as_of, state, tries, next_try_at)
    SELECT county, id, CAST(:first AS date), CAST(:last AS date), CAST(:at AS timestamptz), 'due', 0,
           CAST(:at AS timestamptz)
    FROM report_subscription
    WHERE county = :county AND cadence = :cadence AND ended_at IS NULL AND created_at < CAST(:ready AS timestamptz)
    ON CONFLICT (subscription_id, first_day, county) DO NOTHING
""")
CLAIM = text("""
    WITH next AS MATERIALIZED (
        SELECT id FROM report_issue
        WHERE county = :county AND next_try_at <= CAST(:at AS timestamptz)
        ORDER BY next_try_at, id
        LIMIT 1
        FOR UPDATE SKIP LOCKED
    )
    UPDATE report_issue AS issue SET state = 'making', tries = tries + 1, next_try_at = :lease
    FROM next WHERE issue.county = :county AND issue.id = next.id
    RETURNING issue.id
""")
#: What became of a try counts only for the try it belongs to.
MADE = text("""
    UPDATE report_issue
    SET state = 'made', made_at = :at, content = :content, next_try_at = NULL, last_error = NULL
    WHERE county = :county AND id = CAST(:id AS bigint) AND state = 'making' AND tries = CAST(:tries AS smallint)
    RETURNING id
""")
FAILED = text("""
    UPDATE report_issue
    SET state = :state, next_try_at = CAST(:next AS timestamptz), last_error = :error
    WHERE county = :county AND id = CAST(:id AS bigint) AND state = 'making' AND tries = CAST(:tries AS smallint)
    RETURNING id
""")
#: Those of every county that are old enough; some at once.
EXPIRE = text("""
    UPDATE report_issue AS issue SET state = 'expired', content = NULL
    FROM (
        SELECT county, id FROM report_issue
        WHERE state = 'made' AND made_at < CAST(:before AS timestamptz)
        ORDER BY made_at LIMIT :batch FOR UPDATE SKIP LOCKED
    ) AS old
    WHERE issue.county = old.county AND issue.id = old.id
    RETURNING issue.id
""")
#: By what each report went out, and what became of that.
DELIVERIES = text("""
    SELECT notice.subject_id AS issue_id, channel.service, channel.shown, delivery.state, delivery.sent_at,
           delivery.last_error
    FROM notice
    JOIN notice_delivery_part AS part ON part.county = :county AND part.notice_id = notice.id
    JOIN notice_delivery AS delivery ON delivery.county = :county AND delivery.id = part.delivery_id
    JOIN notice_channel AS channel ON channel.county = :county AND channel.id = delivery.channel_id
    WHERE notice.county = :county AND notice.key = ANY (CAST(:keys AS text[]))
    ORDER BY delivery.id
""")
