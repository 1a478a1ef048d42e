internal import ReplicationCore

/// Goes through the tables of ``PostgresConditions``. Only here it is decided that a silent node makes an answer unknown.
extension PostgresMoment {
    /// Every condition that applies to this cluster, answered.
    func conditions(of standbys: [StandbyMoment]) -> [Condition] {
        var conditions = PostgresConditions.ofCluster.map { row in
            Condition(row.alert, Condition.Subject(), row.answer(self, ()), causes: row.causes(self, ()))
        }
        conditions.reserveCapacity(conditions.count + 1 + 20 * names.count)
        let records = names.lazy.map { (name: $0, record: nodes[$0]?.record ?? NodeRecord()) }
        conditions.append(ClusterReachability.condition(of: records, limits: limits, at: now))
        for name in names { addNodeConditions(name, to: &conditions) }
        for standby in standbys { addStandbyConditions(standby, to: &conditions) }
        return conditions
    }

    private func addNodeConditions(_ name: String, to conditions: inout [Condition]) {
        let answering = answeringNode(name)
        let subject = Condition.Subject(node: name)
        for entry in PostgresConditions.ofNode {
            switch entry {
            case .anyNode(let row):
                conditions.append(
                    Condition(row.alert, subject, row.answer(self, name), causes: row.causes(self, name)))
            case .answeringNode(let row):
                let answer = answering.map { row.answer(self, $0) } ?? .unknown(staleReason(of: name))
                conditions.append(Condition(row.alert, subject, answer, causes: row.causes(self, name)))
            case .eachSlot: addSlotConditions(on: name, to: &conditions)
            }
        }
    }

    private func addStandbyConditions(_ standby: StandbyMoment, to conditions: inout [Condition]) {
        let answering = standby.answering
        let subject = Condition.Subject(node: standby.name)
        for row in PostgresConditions.ofStandby {
            let answer = answering.map { row.answer(self, $0) } ?? .unknown(staleReason(of: standby.name))
            conditions.append(Condition(row.alert, subject, answer, causes: row.causes(self, standby)))
        }
    }

    /// Each slot is a subject of its own: one that is lost must not hide the next.
    private func addSlotConditions(on name: String, to conditions: inout [Condition]) {
        guard let states = slotStates(on: name) else {
            let reason = staleReason(of: name)
            for slot in rememberedSlots(on: name) { addUnknown(slot: slot, on: name, reason, to: &conditions) }
            return
        }
        for state in SlotState.worst(states) {
            let subject = Condition.Subject(node: name, slot: state.slot.name)
            for row in PostgresConditions.ofSlot {
                conditions.append(
                    Condition(row.alert, subject, row.answer(self, state), causes: row.causes(self, state)))
            }
        }
        for standby in silentAskers(of: name) {
            guard let slot = slotAsked(by: standby) else { continue }
            let reason = "\(standby), whose slot on \(name) was lost, does not answer"
            addUnknown(slot: slot, on: name, reason, to: &conditions)
        }
    }

    private func addUnknown(slot: String, on name: String, _ reason: String, to conditions: inout [Condition]) {
        let subject = Condition.Subject(node: name, slot: slot)
        for row in PostgresConditions.ofSlot {
            conditions.append(Condition(row.alert, subject, .unknown(reason), causes: [name]))
        }
    }

    /// The slots that a node had when it last answered, by name.
    private func rememberedSlots(on name: String) -> [String] {
        (nodes[name]?.slots.entries ?? [:]).filter { $0.value.goneSince == nil }.keys.sorted()
    }
}
