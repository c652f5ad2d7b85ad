//! Things and copies as rows of a table (docs/import-items.md): what a cell may hold, and how it is written.
//!
//! One row is one copy. What is said of the thing itself stands on its first row and may be repeated on the
//! others. Reading a row tells everything that is wrong with it, not only the first thing.

use super::{Condition, Item, ItemCopy, LoanRules, Spot, Texts, default_pickup_days};
use crate::csv::{Cells, LIST};
use crate::id::{CategoryId, ItemId, LibraryId, NotABarcode, is_barcode};

/// Every column in the order in which it is written; a file may have them in any.
pub const COLUMNS: [&str; 34] = [
    "item",
    "category",
    "name_fi",
    "name_sv",
    "name_en",
    "synonyms_fi",
    "synonyms_sv",
    "synonyms_en",
    "description_fi",
    "description_sv",
    "description_en",
    "included_fi",
    "included_sv",
    "included_en",
    "size_cm",
    "weight_g",
    "instructions_url",
    "loan_days",
    "renewals",
    "late_fee_cents_per_day",
    "late_fee_max_cents",
    "deposit_cents",
    "desk_only",
    "home_only",
    "min_age",
    "pickup_days",
    "recall_after_days",
    "spread_returns",
    "barcode",
    "home",
    "library",
    "place",
    "due",
    "condition",
];

/// The columns before this one are about the thing, the others about the copy.
pub const FIRST_OF_COPY: usize = 28;

/// The columns without which a file is refused.
pub const REQUIRED: [&str; 7] = [
    "item",
    "category",
    "name_fi",
    "loan_days",
    "barcode",
    "home",
    "place",
];

/// The cells of a thing, in the order of [`COLUMNS`].
pub fn item_cells(item: &Item) -> [String; FIRST_OF_COPY] {
    let number = |value: Option<u32>| value.map_or_else(String::new, |value| value.to_string());
    let list = |words: &[String]| words.join(LIST);
    let size = item
        .size_cm
        .map(|size| size.map(|side| side.to_string()).join("x"));
    let loan = &item.loan;
    [
        item.id.to_string(),
        item.category.to_string(),
        item.name.fi.clone(),
        item.name.sv.clone(),
        item.name.en.clone(),
        list(&item.synonyms.fi),
        list(&item.synonyms.sv),
        list(&item.synonyms.en),
        item.description.fi.clone(),
        item.description.sv.clone(),
        item.description.en.clone(),
        list(&item.included.fi),
        list(&item.included.sv),
        list(&item.included.en),
        size.unwrap_or_default(),
        number(item.weight_g),
        item.instructions_url.clone().unwrap_or_default(),
        loan.days.to_string(),
        loan.renewals.to_string(),
        loan.late_fee_cents_per_day.to_string(),
        loan.late_fee_max_cents.to_string(),
        loan.deposit_cents.to_string(),
        loan.desk_only.to_string(),
        loan.home_only.to_string(),
        number(loan.min_age),
        loan.pickup_days.to_string(),
        number(loan.recall_after_days),
        loan.spread_returns.to_string(),
    ]
}

/// The cells of a copy, in the order of [`COLUMNS`] from [`FIRST_OF_COPY`] on.
pub fn copy_cells(copy: &ItemCopy) -> [String; COLUMNS.len() - FIRST_OF_COPY] {
    [
        copy.barcode.clone(),
        copy.home.to_string(),
        copy.library.to_string(),
        copy.place.code().to_owned(),
        copy.due.map_or_else(String::new, |due| due.to_string()),
        copy.condition.code().to_owned(),
    ]
}

/// Reads what a row says of its thing.
pub fn read_item(cells: &mut Cells<'_>) -> Option<Item> {
    let id: Option<ItemId> = cells.id("item", "porakone");
    let category: Option<CategoryId> = cells.id("category", "tools");
    let name = cells.translated(["name_fi", "name_sv", "name_en"], 120);
    if name.fi.is_empty() {
        cells.wrong("name_fi", "is empty; every thing has a Finnish name");
    }
    let description = cells.translated(["description_fi", "description_sv", "description_en"], 4000);
    let synonyms = texts(cells, ["synonyms_fi", "synonyms_sv", "synonyms_en"]);
    let included = texts(cells, ["included_fi", "included_sv", "included_en"]);
    let days = cells.number("loan_days", 1, 365);
    if days.is_none() && cells.get("loan_days").is_empty() {
        cells.wrong("loan_days", "is empty; takes 1 to 365");
    }
    let loan = LoanRules {
        days: days.unwrap_or(1),
        renewals: cells.number("renewals", 0, 52).unwrap_or(0),
        late_fee_cents_per_day: cells.number("late_fee_cents_per_day", 0, 100_000).unwrap_or(0),
        late_fee_max_cents: cells.number("late_fee_max_cents", 0, 1_000_000).unwrap_or(0),
        deposit_cents: cells.number("deposit_cents", 0, 1_000_000).unwrap_or(0),
        desk_only: cells.flag("desk_only"),
        home_only: cells.flag("home_only"),
        min_age: cells.number("min_age", 1, 99),
        pickup_days: cells
            .number("pickup_days", 1, 60)
            .unwrap_or_else(default_pickup_days),
        recall_after_days: cells.number("recall_after_days", 1, 365),
        spread_returns: cells.flag("spread_returns"),
    };
    if loan.late_fee_max_cents < loan.late_fee_cents_per_day {
        cells.wrong("late_fee_max_cents", "is less than the fee of one day");
    }
    Some(Item {
        size_cm: cells.size("size_cm"),
        weight_g: cells.number("weight_g", 1, 10_000_000),
        instructions_url: cells.url("instructions_url"),
        // Counted from the holds.
        waiting: 0,
        id: id?,
        category: category?,
        name,
        synonyms,
        description,
        included,
        loan,
    })
}

fn texts(cells: &mut Cells<'_>, [fi, sv, en]: [&'static str; 3]) -> Texts {
    Texts {
        fi: cells.list(fi, LIST),
        sv: cells.list(sv, LIST),
        en: cells.list(en, LIST),
    }
}

/// Reads what a row says of its copy; `None` without complaint if it is about a thing without copies.
pub fn read_copy(cells: &mut Cells<'_>) -> Option<ItemCopy> {
    const ABOUT_THE_COPY: [&str; 5] = ["home", "library", "place", "due", "condition"];
    let barcode = cells.get("barcode").to_owned();
    if barcode.is_empty() {
        if let Some(field) = ABOUT_THE_COPY
            .into_iter()
            .find(|field| !cells.get(field).is_empty())
        {
            cells.wrong(
                "barcode",
                ["is empty, but ", field, " is not; a copy has a barcode"].concat(),
            );
        }
        return None;
    }
    if !is_barcode(&barcode) {
        cells.wrong("barcode", ["takes ", &NotABarcode.to_string()].concat());
    }
    let home: Option<LibraryId> = cells.id("home", "kallio");
    let library = if cells.get("library").is_empty() {
        home.clone()
    } else {
        cells.id("library", "kallio")
    };
    let place = Spot::from_code(cells.get("place"));
    if place.is_none() {
        cells.wrong(
            "place",
            ["takes ", &Spot::ALL.map(Spot::code).join(", ")].concat(),
        );
    }
    let condition = Some(cells.get("condition")).filter(|code| !code.is_empty());
    let condition = condition.map_or(Some(Condition::Good), Condition::from_code);
    if condition.is_none() {
        cells.wrong(
            "condition",
            ["takes ", &Condition::ALL.map(Condition::code).join(", ")].concat(),
        );
    }
    let due = cells.date("due");
    if place == Some(Spot::OnLoan) && cells.get("due").is_empty() {
        cells.wrong("due", "is empty; a copy on loan has a due date");
    }
    if place.is_some_and(|place| place != Spot::OnLoan) && due.is_some() {
        cells.wrong("due", "is given, but only a copy on loan has a due date");
    }
    Some(ItemCopy {
        barcode,
        home: home?,
        library: library?,
        place: place?,
        due,
        condition: condition?,
    })
}

#[cfg(test)]
mod tests;
