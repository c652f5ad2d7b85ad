//! A photo made small in the phone: what a camera takes is ten times what anybody needs to see a fault.

use jaettu_domain::circulation::api::LARGEST_PHOTO;
use leptos::prelude::{document, window};
use wasm_bindgen_futures::JsFuture;
use web_sys::wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, File, HtmlCanvasElement, ImageBitmap};

/// Longest side in pixels with the quality that is tried, until it is small enough.
const TRIES: [(f64, f64); 3] = [(1200.0, 0.6), (1000.0, 0.5), (800.0, 0.4)];

/// The photo as a JPEG in base64; `None` if it is none.
pub(super) async fn small(file: &File) -> Option<String> {
    let bitmap = window().create_image_bitmap_with_blob(file).ok()?;
    let bitmap: ImageBitmap = JsFuture::from(bitmap).await.ok()?.dyn_into().ok()?;
    TRIES.into_iter().find_map(|(side, quality)| {
        let url = drawn(&bitmap, side, quality)?;
        let (_, base64) = url.split_once(',')?;
        (base64.len() / 4 * 3 <= LARGEST_PHOTO).then(|| base64.to_owned())
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a side is between 1 and 1200 pixels"
)]
fn drawn(bitmap: &ImageBitmap, side: f64, quality: f64) -> Option<String> {
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    let scale = (side / width.max(height)).min(1.0);
    let (width, height) = ((width * scale).max(1.0), (height * scale).max(1.0));
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context
        .draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, width, height)
        .ok()?;
    canvas
        .to_data_url_with_type_and_encoder_options("image/jpeg", &quality.into())
        .ok()
}
