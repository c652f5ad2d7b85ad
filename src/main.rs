//! The residents' app; what it does is in the library.

fn main() {
    jaettu::residents();
}
