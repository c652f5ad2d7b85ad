//! The words of rooms: what they are, what is in them, over what quotas count.

use serde::{Deserialize, Serialize};

/// A list of words, each with the code by which it stands in the database, the API and CSV files.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $code)] $variant),+
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The codes of all of them.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// As it stands in the database, the API and CSV files.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code),+
                }
            }

            /// The one with this code, exactly as it is written.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }
        }

        impl std::str::FromStr for $name {
            type Err = NoSuchCode;
            fn from_str(code: &str) -> Result<Self, NoSuchCode> {
                Self::from_code(code).ok_or(NoSuchCode(Self::CODES))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}
pub(super) use codes;

/// A word that is none of those that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchCode(pub(super) &'static [&'static str]);

impl std::fmt::Display for NoSuchCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "one of {}", self.0.join(", "))
    }
}

codes! {
    /// Whether it is a room or a machine.
    Kind {
        /// Somewhere to be.
        Room = "room",
        /// Something to work with.
        Machine = "machine",
    }
}

codes! {
    /// What it is for.
    Category {
        /// Meetings.
        Meeting = "meeting",
        /// Working together.
        Group = "group",
        /// Working in quiet.
        Quiet = "quiet",
        /// Events and lectures.
        Hall = "hall",
        /// Playing and practising music.
        Music = "music",
        /// Recording sound or picture.
        Studio = "studio",
        /// Playing games.
        Games = "games",
        /// Cooking together.
        Kitchen = "kitchen",
        /// Making things by hand.
        Workshop = "workshop",
        /// Sewing machine.
        Sewing = "sewing",
        /// Overlocker.
        Overlock = "overlock",
        /// Embroidery machine.
        Embroidery = "embroidery",
        /// 3D printer.
        Printer3d = "3d_printer",
        /// Laser cutter.
        LaserCutter = "laser_cutter",
        /// Vinyl cutter.
        VinylCutter = "vinyl_cutter",
        /// Heat press.
        HeatPress = "heat_press",
        /// Printer for large sheets.
        LargePrinter = "large_printer",
        /// Computer for digitizing old tapes, slides and photos.
        Digitizing = "digitizing",
        /// Computer with heavy software for picture, sound or film.
        MediaComputer = "media_computer",
    }
}

codes! {
    /// What is there.
    Equipment {
        /// Screen or projector.
        Display = "display",
        /// Whiteboard.
        Whiteboard = "whiteboard",
        /// Camera and microphone for meetings at a distance.
        VideoMeeting = "video_meeting",
        /// Computer.
        Computer = "computer",
        /// Loudspeakers.
        Loudspeakers = "loudspeakers",
        /// Piano or keyboard.
        Piano = "piano",
        /// Drums.
        Drums = "drums",
        /// Guitars and amplifiers.
        Guitars = "guitars",
        /// Microphones and recording gear.
        Recording = "recording",
        /// Game console.
        GameConsole = "game_console",
        /// Virtual-reality glasses.
        Vr = "vr",
        /// Stove, oven and dishes.
        Stove = "stove",
        /// Sink with water.
        Sink = "sink",
        /// Tables that can be moved.
        MovableTables = "movable_tables",
        /// Sockets at the places.
        Sockets = "sockets",
        /// Iron and ironing board.
        Iron = "iron",
    }
}

codes! {
    /// What makes it usable for everybody.
    Access {
        /// No steps on the way from the street.
        StepFree = "step_free",
        /// An accessible toilet nearby.
        Toilet = "toilet",
        /// Induction loop for hearing aids.
        InductionLoop = "induction_loop",
        /// A table whose height can be changed.
        AdjustableTable = "adjustable_table",
        /// The door opens by itself or by a button.
        AutomaticDoor = "automatic_door",
    }
}

codes! {
    /// Over what time a quota counts.
    Period {
        /// Bookings that have not ended yet.
        Coming = "coming",
        /// Bookings that begin on the same day in Helsinki.
        Day = "day",
        /// The same week, Monday to Sunday.
        Week = "week",
        /// The same month.
        Month = "month",
    }
}

codes! {
    /// Within what a quota counts.
    Scope {
        /// In this room.
        Room = "room",
        /// In all rooms of the library.
        Library = "library",
        /// Everywhere.
        Account = "account",
    }
}
