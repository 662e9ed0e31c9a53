//! The `heatlink` binary: everything is in the library.

/// Readers make what the writer frees: an allocator that is quick when another thread frees pays here.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    heatlink::cli::main()
}
