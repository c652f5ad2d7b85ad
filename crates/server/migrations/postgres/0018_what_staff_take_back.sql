-- Why staff refused a booking or took it back: its person reads it with the booking, also without messages. With it, and only so,
-- a booking that was taken back differs from one that its person gave up.
ALTER TABLE bookings ADD COLUMN reason TEXT;
UPDATE bookings SET reason = (
    SELECT MIN(audit.reason) FROM audit
    WHERE audit.action = 'took back a booking of' AND audit.subject = bookings.person AND audit.at = bookings.ended_at
) WHERE person IS NOT NULL AND state IN ('cancelled', 'denied');

-- What was known before an induction was given once more: it is so again if that was by mistake.
ALTER TABLE inducted ADD COLUMN before_library TEXT REFERENCES libraries (id);
ALTER TABLE inducted ADD COLUMN before_given_at BIGINT;
ALTER TABLE inducted ADD COLUMN before_valid_until TEXT;
