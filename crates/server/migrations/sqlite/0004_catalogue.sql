CREATE TABLE categories (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- Where it stands among the others.
    position BIGINT NOT NULL
);

-- A thing that can be borrowed. Texts and lists are JSON in the shape of the API.
CREATE TABLE items (
    id TEXT NOT NULL PRIMARY KEY,
    category TEXT NOT NULL REFERENCES categories (id),
    name TEXT NOT NULL,
    synonyms TEXT NOT NULL,
    description TEXT NOT NULL,
    included TEXT NOT NULL,
    size_cm TEXT,
    weight_g BIGINT,
    instructions_url TEXT,
    loan_days BIGINT NOT NULL CHECK (loan_days > 0),
    renewals BIGINT NOT NULL CHECK (renewals >= 0),
    late_fee_cents_per_day BIGINT NOT NULL CHECK (late_fee_cents_per_day >= 0),
    late_fee_max_cents BIGINT NOT NULL CHECK (late_fee_max_cents >= 0),
    deposit_cents BIGINT NOT NULL CHECK (deposit_cents >= 0),
    desk_only BOOLEAN NOT NULL,
    home_only BOOLEAN NOT NULL,
    min_age BIGINT,
    -- People in the queue, as the library system told when the things were imported.
    waiting BIGINT NOT NULL CHECK (waiting >= 0)
);

-- One physical copy of a thing.
CREATE TABLE copies (
    barcode TEXT NOT NULL PRIMARY KEY,
    item TEXT NOT NULL REFERENCES items (id),
    home TEXT NOT NULL REFERENCES libraries (id),
    library TEXT NOT NULL REFERENCES libraries (id),
    place TEXT NOT NULL
        CHECK (place IN ('shelf', 'on_loan', 'hold_shelf', 'transit', 'repair', 'missing', 'withdrawn')),
    due TEXT,
    condition TEXT NOT NULL CHECK (condition IN ('good', 'worn', 'incomplete')),
    -- A copy has a due date exactly when it is on loan.
    CHECK ((place = 'on_loan') = (due IS NOT NULL))
);
CREATE INDEX copies_by_item ON copies (item);

INSERT INTO categories (id, name, position) VALUES
    ('tools', '{"fi":"Työkalut","sv":"Verktyg","en":"Tools"}', 1),
    ('measuring', '{"fi":"Mittalaitteet","sv":"Mätinstrument","en":"Measuring"}', 2),
    ('sewing', '{"fi":"Ompelu ja käsityöt","sv":"Sömnad och handarbete","en":"Sewing and crafts"}', 3),
    ('moving', '{"fi":"Muutto ja siivous","sv":"Flytt och städning","en":"Moving and cleaning"}', 4),
    ('kitchen', '{"fi":"Keittiö ja juhlat","sv":"Kök och fest","en":"Kitchen and parties"}', 5),
    ('garden', '{"fi":"Puutarha ja piha","sv":"Trädgård och gård","en":"Garden and yard"}', 6),
    ('sports', '{"fi":"Liikunta","sv":"Idrott och motion","en":"Sports"}', 7),
    ('winter', '{"fi":"Talvi","sv":"Vinter","en":"Winter"}', 8),
    ('outdoors', '{"fi":"Retkeily ja ulkoilu","sv":"Friluftsliv","en":"Outdoors"}', 9),
    ('instruments', '{"fi":"Soittimet","sv":"Musikinstrument","en":"Instruments"}', 10),
    ('sound_and_image', '{"fi":"Ääni ja kuva","sv":"Ljud och bild","en":"Sound and image"}', 11),
    ('games', '{"fi":"Pelit","sv":"Spel","en":"Games"}', 12),
    ('wellbeing', '{"fi":"Hyvinvointi","sv":"Välmående","en":"Wellbeing"}', 13),
    ('digital', '{"fi":"Digilaitteet","sv":"Digitala apparater","en":"Digital devices"}', 14),
    ('children', '{"fi":"Lapset","sv":"Barn","en":"Children"}', 15);
