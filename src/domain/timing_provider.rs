//! Who timed a session.

use super::closed_vocabulary;

closed_vocabulary! {
    /// The source of a session's timing. Another provider is a new member here, not a new session table.
    TimingProvider {
        /// Timed by hand or by our own gear.
        Manual = "MANUAL",
        /// Timed by LiveRC: the session names a heat.
        LiveRc = "LIVE_RC",
    }
}
