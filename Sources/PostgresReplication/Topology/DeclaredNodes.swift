/// The nodes of a cluster as the configuration declares them.
struct DeclaredNodes: Sendable {
    /// In the order of the configuration.
    let declarations: [PostgresNodeDeclaration]
    let names: [String]
    /// The one node that is declared to follow none; `nil` when several are.
    let root: String?

    init(_ declarations: [PostgresNodeDeclaration]) {
        self.declarations = declarations
        names = declarations.map(\.name)
        let roots = declarations.filter { $0.upstream == nil }
        root = roots.count == 1 ? roots.first?.name : nil
    }
}
