import Foundation

/// A terminal whose screen is read by a test.
final class PseudoTerminal {
    /// The end that a program has as its terminal.
    let user: FileHandle
    private let screen: Int32
    private var bytes: [UInt8] = []

    /// `TIOCSPTLCK` and `TIOCGPTN` of ioctl_tty(2): macros that Swift does not see, nor what hides them in stdlib.h.
    private static let (setLock, getNumber) = (UInt(0x4004_5431), UInt(0x8004_5430))

    init() throws {
        screen = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK)
        var (locked, number) = (CInt(0), CInt(0))
        guard screen >= 0, unsafe ioctl(screen, Self.setLock, &locked) == 0,
            unsafe ioctl(screen, Self.getNumber, &number) == 0
        else { throw POSIXError(.ENOTTY) }
        user = FileHandle(
            fileDescriptor: unsafe open("/dev/pts/\(number)", O_RDWR | O_NOCTTY), closeOnDealloc: true)
    }

    deinit {
        close(screen)
    }

    /// All that was written to it so far.
    func shown() throws -> String {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe read(screen, &chunk, chunk.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk.prefix(count)
        }
    }
}
