//! The `yanxi` program: arguments and dispatch; everything else is in the library.

fn main() -> std::process::ExitCode {
    yanxi::cli::main()
}
