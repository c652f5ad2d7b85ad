//! `#[derive(FromJson)]`: how the browser reads a type of the API.
//!
//! Does what serde's `Deserialize` would, from the same attributes, so that nothing is declared twice, but makes
//! code that is a fraction of the size (docs/adr/0009-json-in-the-browser.md): one call per field, one table of
//! names per enum. It takes what the API's types use: structs with named fields, newtypes, enums of names, and
//! enums with data, either `{"name": data}` or with `tag`. Anything else does not compile.

mod attributes;

use attributes::{Container, Member};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DataEnum, DeriveInput, Error, Field, Fields, Ident, Result, Type, parse_quote};

/// Implements `jaettu_domain::wire::FromJson`.
#[proc_macro_derive(FromJson, attributes(serde))]
pub fn from_json(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = syn::parse_macro_input!(input as DeriveInput);
    expand(input).unwrap_or_else(Error::into_compile_error).into()
}

fn expand(mut input: DeriveInput) -> Result<TokenStream> {
    let container = Container::of(&input.attrs)?;
    let body = match &input.data {
        _ if container.from_string => quote! {
            let text: ::std::string::String = ::jaettu_domain::wire::FromJson::from_json(json)?;
            ::core::convert::TryFrom::try_from(text).ok()
        },
        Data::Struct(data) => {
            container.only_for_enums(&input.ident)?;
            let value = value(&quote! { Self }, &data.fields, &input.ident)?;
            quote! { ::core::option::Option::Some(#value) }
        }
        Data::Enum(data) => variants(data, &container)?,
        Data::Union(_) => return Err(Error::new_spanned(&input.ident, "FromJson does not read unions")),
    };
    for parameter in input.generics.type_params_mut() {
        parameter
            .bounds
            .push(parse_quote!(::jaettu_domain::wire::FromJson));
    }
    let name = &input.ident;
    let (parameters, arguments, conditions) = input.generics.split_for_impl();
    Ok(quote! {
        #[automatically_derived]
        impl #parameters ::jaettu_domain::wire::FromJson for #name #arguments #conditions {
            fn from_json(json: &::jaettu_domain::wire::Value) -> ::core::option::Option<Self> {
                #body
            }
        }
    })
}

/// The struct or variant `path`, called `name`, with its fields read from `json`.
fn value(path: &TokenStream, fields: &Fields, name: &Ident) -> Result<TokenStream> {
    match fields {
        Fields::Unit => Ok(path.clone()),
        Fields::Named(named) => {
            let fields = named.named.iter().map(field).collect::<Result<Vec<_>>>()?;
            Ok(quote! { {
                let object = json.as_object()?;
                #path { #(#fields),* }
            } })
        }
        Fields::Unnamed(unnamed) if unnamed.unnamed.len() == 1 => {
            Ok(quote! { #path(::jaettu_domain::wire::FromJson::from_json(json)?) })
        }
        Fields::Unnamed(_) => Err(Error::new_spanned(
            name,
            "FromJson reads named fields or one field without a name",
        )),
    }
}

fn field(field: &Field) -> Result<TokenStream> {
    let member = Member::of(&field.attrs)?;
    let ident = &field.ident;
    let name = member.name_or(ident.as_ref(), None);
    if let Some(default) = &member.default_from {
        return Ok(quote! { #ident: ::jaettu_domain::wire::field_or(object, #name, #default)? });
    }
    // A missing Option is None in any case.
    let read = if member.default && !is_option(&field.ty) {
        quote! { field_or_default }
    } else {
        quote! { field }
    };
    Ok(quote! { #ident: ::jaettu_domain::wire::#read(object, #name)? })
}

fn is_option(kind: &Type) -> bool {
    let Type::Path(path) = kind else { return false };
    let last = path.path.segments.last();
    last.is_some_and(|segment| segment.ident == "Option")
}

fn variants(data: &DataEnum, container: &Container) -> Result<TokenStream> {
    let mut names = Vec::new();
    let mut arms = Vec::new();
    for (position, variant) in data.variants.iter().enumerate() {
        let member = Member::of(&variant.attrs)?;
        names.push(member.name_or(Some(&variant.ident), container.case));
        let ident = &variant.ident;
        let value = value(&quote! { Self::#ident }, &variant.fields, ident)?;
        arms.push(quote! { #position => #value });
    }
    let only_names = data
        .variants
        .iter()
        .all(|variant| matches!(variant.fields, Fields::Unit));
    let find = match &container.tag {
        Some(tag) => quote! {
            let position = ::jaettu_domain::wire::position(::jaettu_domain::wire::get(json.as_object()?, #tag)?, names)?;
        },
        None if only_names => quote! {
            let position = ::jaettu_domain::wire::position(json, names)?;
        },
        None => quote! {
            let (position, json) = ::jaettu_domain::wire::variant(json, names)?;
        },
    };
    Ok(quote! {
        let names: &[&str] = &[#(#names),*];
        #find
        ::core::option::Option::Some(match position {
            #(#arms,)*
            _ => return ::core::option::Option::None,
        })
    })
}
