//! Endpoints that are nothing but values: at most one in the address, any number in the body, none with a rule of its own.
//!
//! What an act of the desk takes is written down in one line each, and reads and writes itself alike.

/// Declares them: who may, how, where, what for, and the values by name, type and description. A value of the body has to be
/// given; without the one of the address nothing is found.
macro_rules! plain_endpoints {
    ($(
        $(#[$doc:meta])*
        $name:ident: $access:ident $method:ident $path:literal $operation:literal -> $reply:ty $(, $status:literal)?;
        $summary:literal
        $(at { $(#[$at_doc:meta])* $at:ident: $at_kind:ty = $at_param:expr })?
        $(with { $($(#[$field_doc:meta])* $field:ident: $kind:ty = $param:expr),+ $(,)? })?;
    )+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $($(#[$at_doc])* pub $at: Option<$at_kind>,)?
            $($($(#[$field_doc])* pub $field: Option<$kind>,)+)?
        }

        impl $crate::endpoint::Endpoint for $name {
            type Reply = $reply;
            const METHOD: $crate::endpoint::Method = $crate::endpoint::Method::$method;
            const ACCESS: $crate::endpoint::Access = $crate::endpoint::Access::$access;
            $(const STATUS: u16 = $status;)?
            const PATH: &'static str = $path;
            const OPERATION: &'static str = $operation;
            const SUMMARY: &'static str = $summary;
            $(const PARAMS: &'static [$crate::endpoint::Param] = &[$at_param];)?
            $(const FIELDS: &'static [$crate::endpoint::Param] = &[$($param),+];)?

            fn write(&self, pairs: &mut $crate::endpoint::Pairs) {
                $(pairs.maybe(stringify!($at), self.$at.as_ref());)?
                $($(pairs.maybe(stringify!($field), self.$field.as_ref());)+)?
            }

            fn read(reader: &mut $crate::endpoint::Reader<'_>) -> Self {
                Self {
                    $($at: reader.id(stringify!($at)),)?
                    $($($field: reader.required(stringify!($field)),)+)?
                }
            }
        }
    )+};
}
pub(crate) use plain_endpoints;
