-- Why staff refused a booking or took it back: its person reads it with the booking, also without messages.
ALTER TABLE bookings ADD COLUMN reason TEXT;
