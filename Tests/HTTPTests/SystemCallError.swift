struct SystemCallError: Error {
    let call: String
    let code: Int32
}
