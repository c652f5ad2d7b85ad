//! Guesses what stands in the dictionary for a word as people bend it: `porakoneisiin` → `porakone`.
//!
//! There is no dictionary here, so a word gets a few candidates and two words are the same thing when they
//! share one. Candidates are not always real words: the point is that `kengät` and `kenkiä` end up in the
//! same place. Swedish and English are here too, because a catalogue names everything in three languages
//! and nobody says which one they type.

/// How an ending joins the word in front of it.
#[derive(Clone, Copy)]
enum Joint {
    /// After the stem of the singular, always a vowel: `kitara|n`.
    Singular,
    /// After the stem of the plural, whose vowel has often changed: `kitaro|illa`, `suks|illa`.
    Plural,
    /// The same, where only a vowel can stand: `kitaro|ita`.
    PluralAfterVowel,
}

/// Finnish endings, the longer before those they end with. The dots are already gone: `ssa` is also `ssä`.
const FINNISH: [(&str, Joint); 34] = [
    ("isiin", Joint::Plural),
    ("ineen", Joint::Plural),
    ("itten", Joint::PluralAfterVowel),
    ("iden", Joint::PluralAfterVowel),
    ("ihin", Joint::Plural),
    ("seen", Joint::Singular),
    ("issa", Joint::Plural),
    ("ista", Joint::Plural),
    ("illa", Joint::Plural),
    ("ilta", Joint::Plural),
    ("ille", Joint::Plural),
    ("iksi", Joint::Plural),
    ("itta", Joint::Plural),
    ("ssa", Joint::Singular),
    ("sta", Joint::Singular),
    ("lla", Joint::Singular),
    ("lta", Joint::Singular),
    ("lle", Joint::Singular),
    ("ksi", Joint::Singular),
    ("tta", Joint::Singular),
    ("nta", Joint::Singular),
    ("ina", Joint::Plural),
    ("iin", Joint::Plural),
    ("ien", Joint::Plural),
    ("ita", Joint::PluralAfterVowel),
    ("jen", Joint::PluralAfterVowel),
    ("ia", Joint::Plural),
    ("ja", Joint::PluralAfterVowel),
    ("na", Joint::Singular),
    ("ta", Joint::Singular),
    ("a", Joint::Singular),
    ("n", Joint::Singular),
    ("t", Joint::Singular),
    // `saapas` → `saapa`, which is also where `saappaat` arrives.
    ("s", Joint::Singular),
];

/// Swedish and English endings, and what may have stood in their place.
const OTHERS: [(&str, &[&str]); 11] = [
    ("orna", &["a"]),
    ("arna", &["", "e"]),
    ("erna", &[""]),
    ("ies", &["y"]),
    ("or", &["a"]),
    ("ar", &["", "e"]),
    ("er", &[""]),
    ("en", &[""]),
    ("et", &[""]),
    ("es", &["", "e"]),
    ("s", &[""]),
];

/// What Finnish hangs after everything else: whose it is, also, even, whether.
const TAILS: [&str; 10] = ["kaan", "kin", "han", "nsa", "mme", "nne", "ko", "ni", "si", "pa"];

/// Consonants that alternate before the last vowel, and the one form they are all written in here.
const GRADES: [(&str, &str); 11] = [
    ("kk", "k"),
    ("pp", "p"),
    ("tt", "t"),
    ("ng", "nk"),
    ("mm", "mp"),
    ("nn", "nt"),
    ("lk", "l"),
    ("rk", "r"),
    ("hk", "h"),
    ("d", "t"),
    ("v", "p"),
];

/// The shortest beginning that is still a word once the ending is off.
const SHORTEST: usize = 3;

/// The candidates of a folded word. The first is the word itself, taken as not bent at all.
pub(super) fn stems(word: &str) -> Vec<String> {
    let mut found = vec![settled(word)];
    bare(word, &mut found);
    for tail in TAILS {
        if let Some(rest) = word.strip_suffix(tail)
            && rest.len() > SHORTEST
        {
            add(&mut found, rest);
            bare(rest, &mut found);
            break;
        }
    }
    found
}

/// Adds what a word may be without its ending.
fn bare(word: &str, found: &mut Vec<String>) {
    for (ending, joint) in FINNISH {
        if let Some(rest) = cut(word, ending)
            && restore(rest, joint, found)
        {
            break;
        }
    }
    if let Some(rest) = cut(word, "nen") {
        add(found, &[rest, "se"].concat());
    }
    // `kaulus`, `kauluksen`
    if let Some(rest) = cut(word, "s").filter(|rest| rest.ends_with(['u', 'y'])) {
        add(found, &[rest, "kse"].concat());
    }
    for (ending, origins) in OTHERS {
        if let Some(rest) = cut(word, ending) {
            for origin in origins {
                add(found, &[rest, origin].concat());
            }
            break;
        }
    }
}

fn cut<'word>(word: &'word str, ending: &str) -> Option<&'word str> {
    word.strip_suffix(ending).filter(|rest| rest.len() >= SHORTEST)
}

/// Adds the forms a Finnish stem may come from; false when this ending cannot follow such a stem.
fn restore(rest: &str, joint: Joint, found: &mut Vec<String>) -> bool {
    let last = rest.chars().next_back().filter(|last| is_vowel(*last));
    let origins: &[&str] = match (joint, last) {
        (Joint::Singular | Joint::PluralAfterVowel, None) => return false,
        (Joint::Plural, None) => &["i", "e", "a"],
        // `suksen` is of `suksi`, but `koneen` with its long vowel only of `kone`.
        (Joint::Singular, Some('e')) if rest.ends_with("ee") => &["e"],
        (_, Some('e')) => &["e", "i"],
        (Joint::Plural | Joint::PluralAfterVowel, Some('o')) => &["o", "a"],
        (_, Some(_)) => {
            add(found, rest);
            return true;
        }
    };
    let stem = last.map_or(rest, |vowel| rest.trim_end_matches(vowel));
    for origin in origins {
        add(found, &[stem, origin].concat());
    }
    true
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

fn add(found: &mut Vec<String>, word: &str) {
    let word = settled(word);
    if !found.contains(&word) {
        found.push(word);
    }
}

/// Writes a word ending in a vowel in the one spelling all its grades share; others stay as they are.
fn settled(word: &str) -> String {
    let of_tool = word.strip_suffix("ime").filter(|rest| rest.len() >= SHORTEST);
    if let Some(rest) = of_tool {
        return settled(&tool(rest));
    }
    let Some(vowel) = word.chars().next_back().filter(|last| is_vowel(*last)) else {
        return word.to_owned();
    };
    let mut stem = word.trim_end_matches(vowel).to_owned();
    // Twice, because `palkki` and `palkit` have to meet `pal`, one of them through `palk`.
    for _ in 0..2 {
        for (grade, shared) in GRADES {
            if let Some(rest) = stem.strip_suffix(grade) {
                stem = [rest, shared].concat();
                break;
            }
        }
    }
    stem.push(vowel);
    stem
}

/// Tools bend their own way: `keittime|n` is of `keitin`, whose ending `n` leaves `keiti`; `puhaltime|n` of
/// `puhallin`.
fn tool(rest: &str) -> String {
    match (rest.strip_suffix("lt"), rest.strip_suffix("rt")) {
        (Some(stem), _) => [stem, "lli"].concat(),
        (_, Some(stem)) => [stem, "rri"].concat(),
        _ => [rest, "i"].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::stems;

    fn same(one: &str, other: &str) -> bool {
        let others = stems(other);
        stems(one).iter().any(|stem| others.contains(stem))
    }

    #[test]
    fn forms_of_a_word_meet() {
        let families = [
            "porakone porakoneen porakonetta porakoneella porakoneet porakoneita porakoneisiin porakoneeseen porakoneiden",
            "suksi sukset suksia suksilla suksien suksen suksiin",
            "kitara kitaraa kitaran kitaroita kitaroiden kitarassa kitaraan kitarani kitaransa kitarakin kitarako",
            "tikkaat tikkaita tikkailla tikkaiden",
            "peli peleja pelit pelien pelin pelia peleissa pelissa",
            "lumikenka lumikenkia lumikengat lumikengilla lumikenkien",
            "reppu reput repun reppuja repussa",
            "saapas saappaat saappaita saappaan saappailla",
            "keitin keittimen keittimet keittimia keitinta",
            "vaannin vaantimen vaantimia",
            "puhallin puhaltimet puhaltimia puhallinta",
            "luistin luistimet luistimia luistimilla",
            "lautanen lautaset lautasia lautasen lautasilla",
            "rumpu rummut rumpuja rummun",
            "teltta teltan teltat telttoja telttaa teltassa",
            "poyta poydan poydat poytia poytaa",
            "kaulus kaulukset kauluksen",
            "palkki palkit palkkeja",
            "jalka jalat jalan jalkoja",
            "rengas renkaat renkaita",
            "kuuloke kuulokkeet kuulokkeita kuulokkeilla",
            "drill drills",
            "machine machines",
            "battery batteries",
            "borrmaskin borrmaskiner borrmaskinen borrmaskinerna",
            "skida skidor skidorna skidan",
        ];
        for family in families {
            let first = family.split(' ').next().unwrap_or_default();
            for form in family.split(' ') {
                assert!(
                    same(first, form),
                    "{first} {form}: {:?} {:?}",
                    stems(first),
                    stems(form)
                );
            }
        }
    }

    #[test]
    fn other_words_stay_apart() {
        let strangers = [
            ("pora", "poro"),
            ("kone", "koni"),
            ("patja", "pata"),
            ("kartta", "karry"),
            ("sauna", "sauva"),
            ("suksi", "sukka"),
            ("silikoni", "kone"),
        ];
        for (one, other) in strangers {
            assert!(!same(one, other), "{one} {other}");
        }
    }
}
