//! Durations are whole milliseconds; this is how a person reads them.

/// `m:ss.mmm`, and `h:mm:ss.mmm` from one hour on.
#[must_use]
pub fn clock(ms: i64) -> String {
    let sign = if ms < 0 { "-" } else { "" };
    let ms = ms.unsigned_abs();
    let (h, m, s, milli) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
    if h > 0 { format!("{sign}{h}:{m:02}:{s:02}.{milli:03}") } else { format!("{sign}{m}:{s:02}.{milli:03}") }
}

/// Seconds with three decimals.
#[must_use]
pub fn seconds(ms: i64) -> String {
    let sign = if ms < 0 { "-" } else { "" };
    let ms = ms.unsigned_abs();
    format!("{sign}{}.{:03}", ms / 1000, ms % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_read_like_a_result_sheet() {
        assert_eq!(clock(25_870), "0:25.870");
        assert_eq!(clock(315_420), "5:15.420");
        assert_eq!(clock(3_600_000), "1:00:00.000");
        assert_eq!(clock(-680), "-0:00.680");
        assert_eq!(seconds(680), "0.680");
    }
}
