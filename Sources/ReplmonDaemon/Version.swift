/// replmon's release, as `--version`, `replmon_build_info` and the status page show it.
package let replmonVersion = "0.1.0"
