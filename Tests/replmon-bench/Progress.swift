import Glibc

/// Prints the progress, apart from the table.
func say(_ text: String) {
    let line = Array("bench: \(text)\n".utf8)
    _ = unsafe line.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
