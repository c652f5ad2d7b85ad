//! The staff desk; what it does is in the library.

fn main() {
    jaettu::desk();
}
