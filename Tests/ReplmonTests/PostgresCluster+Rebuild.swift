import ReplicationLab

extension PostgresCluster {
    /// Replaces the data of a node that is down by a copy of its new upstream's, and starts it as a standby.
    func rebuild(_ name: String, from upstream: String) throws {
        let (node, source) = (try node(name), try node(upstream))
        try source.sql(
            """
            SELECT pg_backup_start('rebuild', true);
            \\! rm -rf '\(node.directory)'; cp -a '\(source.directory)' '\(node.directory)'
            \\! rm '\(node.directory)/postmaster.pid'
            \\o \(node.directory)/backup_label
            SELECT labelfile FROM pg_backup_stop(false);
            \\o
            \\! chown --reference='\(node.directory)' '\(node.directory)/backup_label'
            """)
        try node.configure(["port": "\(node.port)", "cluster_name": name])
        try follow(name, upstream: upstream)
        try node.start()
    }
}
