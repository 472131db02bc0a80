//! The engine as a web worker.
fn main() {
    println!("This program runs in a browser's worker; see the app.");
}
