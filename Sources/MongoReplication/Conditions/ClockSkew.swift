internal import ReplicationCore

extension MongoConditions {
    /// How far a member's clock is off the primary's, beyond the error of the measurement; arbiters included, as
    /// `hello` needs no credentials.
    static func clockSkew(_ moment: MongoMoment, _ member: AnsweringMember) -> Answer {
        let name = member.name
        guard let (skew, bound) = moment.clockSkew(of: name) else {
            return .unknown(
                moment.clockOffsets[name] == nil
                    ? "\(name) does not show the time" : "no primary's clock, and too few others to say which is wrong")
        }
        let size = skew < .zero ? .zero - skew : skew
        let primary = moment.referenceClock?.primary
        let reference = primary.map { "the primary's (\($0))" } ?? "the members' median"
        guard size > bound else { return .measured(.zero, "\(name)'s clock agrees with \(reference)") }
        return .measured(
            size - bound,
            "\(name)'s clock is \(HumanText.age(size)) "
                + "\(skew < .zero ? "behind" : "ahead of") \(reference)",
            [
                Evidence("skew_milliseconds", skew.wholeMilliseconds.description),
                Evidence("error_bound_milliseconds", bound.wholeMilliseconds.description),
                Evidence("compared_with", primary ?? "median"),
            ])
    }
}
