/// The result of evaluating a condition by a rule.
package enum Judgement: Hashable, Sendable {
    case holds(Severity)
    case clear
    case unknown(String)
}
