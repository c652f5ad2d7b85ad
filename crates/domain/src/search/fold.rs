//! Cuts text into plain words, so that everything after this compares bytes and nothing else.
//!
//! People type `Sähkö`, `sahko` and `SÄHKÖ` for the same thing, and phones send the dots as separate marks.
//! The table is written out here because the Unicode tables of the standard library would weigh more than
//! the rest of the search.

/// A word as the search sees it.
pub(super) struct Word {
    /// Lower case, without dots, accents and apostrophes.
    pub text: String,
    /// Whether a hyphen, and nothing else, stands between this word and the one before it.
    pub hyphened: bool,
}

/// What a character does to the word it stands in.
enum Role {
    Letter(char),
    /// Counts as not written: accents, soft hyphens, apostrophes.
    Nothing,
    Hyphen,
    Break,
}

/// The folded words of a text, in order.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut word = String::new();
    let mut hyphened = false;
    for character in text.chars() {
        let role = role(character);
        match role {
            Role::Letter(letter) => word.push(letter),
            Role::Nothing => {}
            Role::Hyphen | Role::Break => {
                let hyphen = matches!(role, Role::Hyphen) && !word.is_empty();
                close(&mut found, &mut word, hyphened);
                hyphened = hyphen;
            }
        }
    }
    close(&mut found, &mut word, hyphened);
    found
}

/// Ends the word being collected, if there is one.
fn close(found: &mut Vec<Word>, word: &mut String, hyphened: bool) {
    if !word.is_empty() {
        found.push(Word {
            text: std::mem::take(word),
            hyphened,
        });
    }
}

fn role(character: char) -> Role {
    match character {
        '-' | '\u{2010}' | '\u{2011}' => Role::Hyphen,
        '\'' | '´' | '’' | 'ʼ' | '\u{AD}' | '\u{FEFF}' => Role::Nothing,
        // Accents sent apart from their letters, joiners, and the marks that choose an emoji's look.
        '\u{300}'..='\u{36F}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FE00}'..='\u{FE0F}' => {
            Role::Nothing
        }
        '0'..='9' | 'a'..='z' => Role::Letter(character),
        'A'..='Z' => Role::Letter(character.to_ascii_lowercase()),
        // Punctuation; arrows and symbols; the same of East Asia; emoji.
        '\0'..='\u{BF}' | '×' | '÷' | '\u{2000}'..='\u{2BFF}' | '\u{3000}'..='\u{303F}' | '\u{1F000}'.. => {
            Role::Break
        }
        _ => Role::Letter(plain(character)),
    }
}

/// The bare letter under an accent; Cyrillic in lower case; any other letter as it is.
fn plain(letter: char) -> char {
    match letter {
        'À'..='Æ' | 'à'..='æ' | 'Ā'..='ą' => 'a',
        'Ç' | 'ç' | 'Ć'..='č' => 'c',
        'Ð' | 'ð' | 'Ď'..='đ' => 'd',
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' => 'e',
        'Ĝ'..='ģ' => 'g',
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' => 'i',
        'Ĺ'..='ł' => 'l',
        'Ñ' | 'ñ' | 'Ń'..='ŋ' => 'n',
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō'..='œ' => 'o',
        'Ŕ'..='ř' => 'r',
        'ß' | 'Ś'..='š' => 's',
        'Ţ'..='ŧ' => 't',
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' => 'u',
        'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' => 'y',
        'Ź'..='ž' => 'z',
        'Й' | 'й' => 'и',
        'Ё' | 'ё' => 'е',
        'А'..='Я' => char::from_u32(u32::from(letter) + 32).unwrap_or(letter),
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn dots_accents_and_case_do_not_count() {
        assert_eq!(folded("SÄHKÖPYÖRÄ"), ["sahkopyora"]);
        assert_eq!(folded("Sa\u{308}hko\u{308}pyo\u{308}ra\u{308}"), ["sahkopyora"]);
        assert_eq!(
            folded("Åland café Šakki ДЁМИН Й"),
            ["aland", "cafe", "sakki", "демин", "и"]
        );
    }

    #[test]
    fn what_is_not_written_does_not_break_a_word() {
        assert_eq!(folded("vaa'an kosteus\u{AD}mittari"), ["vaaan", "kosteusmittari"]);
    }

    #[test]
    fn a_hyphen_breaks_a_word_and_is_remembered() {
        let cut = words("sup-lauta, lauta- ja korttipelit");
        let hyphened: Vec<bool> = cut.iter().map(|word| word.hyphened).collect();
        assert_eq!(folded("sup-lauta"), ["sup", "lauta"]);
        assert_eq!(hyphened, [false, true, false, false, false]);
    }

    #[test]
    fn punctuation_and_pictures_are_no_words() {
        assert!(words(" –!?…\u{A0}🔨→«»").is_empty());
    }
}
