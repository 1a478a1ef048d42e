/// The network between the members of a replica set, and between them and a monitor.
package enum MongoNetwork: Sendable {
    /// Nothing: members are named by 127.0.0.1 and their port.
    case direct
    /// One relay in front of each member, for its peers and for monitors.
    case relays
    /// One relay for each ordered pair of members, and one from the monitor to each member. Members have host names,
    /// which each process looks up in its own hosts file; needs root.
    case pairs
}
