/// A stretch of prose in a file: a paragraph, a comment or a message.
struct Passage: Equatable {
    /// The line on which it begins, from 1.
    var line: Int
    /// Its text, with the line ends it has in the file.
    var text: String
}
