//! Lists that travel a page at a time.

use serde::{Deserialize, Serialize};

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Page<T> {
    /// The rows of this page, in order.
    pub items: Vec<T>,
    /// What to ask for next with `cursor=`; `null` on the last page.
    pub next: Option<String>,
}
