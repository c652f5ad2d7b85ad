//! What serde has been told about a type.

use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::{Attribute, Error, Ident, LitStr, Path, Result, Token};

/// How names of variants are written.
#[derive(Clone, Copy)]
pub(crate) enum Case {
    Lower,
    Snake,
}

/// Attributes of a struct or enum.
#[derive(Default)]
pub(crate) struct Container {
    pub(crate) case: Option<Case>,
    pub(crate) tag: Option<String>,
    /// `try_from = "String"`.
    pub(crate) from_string: bool,
}

impl Container {
    pub(crate) fn of(attributes: &[Attribute]) -> Result<Self> {
        let mut container = Self::default();
        each(attributes, |meta| {
            if meta.path.is_ident("rename_all") {
                container.case = Some(case(meta)?);
            } else if meta.path.is_ident("tag") {
                container.tag = Some(text(meta)?.value());
            } else if meta.path.is_ident("try_from") {
                let kind = text(meta)?;
                if kind.value() != "String" {
                    return Err(Error::new_spanned(
                        kind,
                        "FromJson knows try_from = \"String\" only",
                    ));
                }
                container.from_string = true;
            } else if meta.path.is_ident("into") {
                text(meta)?;
            } else if !meta.path.is_ident("deny_unknown_fields") {
                return Err(unknown(meta));
            }
            Ok(())
        })?;
        Ok(container)
    }

    /// An error if anything is said that a struct has no use for.
    pub(crate) fn only_for_enums(&self, owner: &Ident) -> Result<()> {
        if self.case.is_some() || self.tag.is_some() {
            let message = "FromJson knows rename_all and tag of enums only";
            return Err(Error::new_spanned(owner, message));
        }
        Ok(())
    }
}

/// Attributes of a field or variant.
#[derive(Default)]
pub(crate) struct Member {
    rename: Option<String>,
    pub(crate) default: bool,
    /// `default = "path"`: what makes the value of a field that is not there.
    pub(crate) default_from: Option<Path>,
}

impl Member {
    pub(crate) fn of(attributes: &[Attribute]) -> Result<Self> {
        let mut member = Self::default();
        each(attributes, |meta| {
            if meta.path.is_ident("rename") {
                member.rename = Some(text(meta)?.value());
            } else if meta.path.is_ident("default") {
                if meta.input.peek(Token![=]) {
                    member.default_from = Some(text(meta)?.parse()?);
                } else {
                    member.default = true;
                }
            } else if meta.path.is_ident("skip_serializing_if") {
                text(meta)?;
            } else {
                return Err(unknown(meta));
            }
            Ok(())
        })?;
        Ok(member)
    }

    /// The name in JSON.
    pub(crate) fn name_or(&self, ident: Option<&Ident>, case: Option<Case>) -> String {
        let own = || ident.map(|ident| written(&ident.unraw().to_string(), case));
        self.rename.clone().or_else(own).unwrap_or_default()
    }
}

fn each(attributes: &[Attribute], mut read: impl FnMut(&ParseNestedMeta<'_>) -> Result<()>) -> Result<()> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
        .try_for_each(|attribute| attribute.parse_nested_meta(|meta| read(&meta)))
}

fn text(meta: &ParseNestedMeta<'_>) -> Result<LitStr> {
    meta.value()?.parse()
}

fn case(meta: &ParseNestedMeta<'_>) -> Result<Case> {
    let word = text(meta)?;
    match word.value().as_str() {
        "lowercase" => Ok(Case::Lower),
        "snake_case" => Ok(Case::Snake),
        _ => Err(Error::new_spanned(
            word,
            "FromJson knows lowercase and snake_case only",
        )),
    }
}

fn unknown(meta: &ParseNestedMeta<'_>) -> Error {
    meta.error("FromJson does not know this attribute of serde: teach crates/wire-derive what it means")
}

fn written(ident: &str, case: Option<Case>) -> String {
    match case {
        None => ident.to_owned(),
        Some(Case::Lower) => ident.to_ascii_lowercase(),
        Some(Case::Snake) => {
            let mut name = String::new();
            for (position, letter) in ident.char_indices() {
                if letter.is_ascii_uppercase() && position > 0 {
                    name.push('_');
                }
                name.push(letter.to_ascii_lowercase());
            }
            name
        }
    }
}
