//! What was scanned at the desk, in words.

use crate::Words;
use jaettu_domain::desk::{Candidate, rules};

impl Words {
    /// What a scanned text may be: "library card 10000001 or thing 10000001".
    pub fn candidates(self, candidates: &[Candidate]) -> String {
        let all: Vec<String> = candidates.iter().map(|one| self.candidate(one)).collect();
        all.join(self.desk_or())
    }

    fn candidate(self, candidate: &Candidate) -> String {
        match candidate {
            Candidate::Card(number) => self.desk_card(number),
            Candidate::Copy(barcode) => self.desk_copy(barcode),
            Candidate::PickupCode(code) => self.desk_pickup_code(&rules::code_text(code)),
        }
    }
}

#[cfg(all(test, feature = "tables"))]
mod tests {
    use super::*;
    use jaettu_domain::text::Language;

    #[test]
    fn what_may_be_two_things_is_said_to_be_either() {
        let number = || "10000001".to_owned();
        let said =
            Words::of(Language::En).candidates(&[Candidate::Card(number()), Candidate::Copy(number())]);
        assert_eq!(said, "library card 10000001 or thing 10000001");
        let code = Candidate::PickupCode("ABC234".to_owned());
        assert_eq!(Words::of(Language::Fi).candidates(&[code]), "noutokoodi ABC-234");
    }
}
