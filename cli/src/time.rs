//! Dates and durations as Kafka's tools read and write them, in UTC.

/// Milliseconds since 1970 of `YYYY-MM-DDThh:mm:ss[.sss][Z|±hh:mm]`; UTC unless it says otherwise.
pub fn parse_datetime_ms(text: &str) -> Option<i64> {
    let (date, time) = text.split_once('T')?;
    let mut parts = date.splitn(3, '-').map(str::parse::<i64>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let (clock, zone_minutes) = split_zone(time)?;
    let mut parts = clock.splitn(3, ':');
    let (hours, minutes) = (parts.next()?.parse::<i64>().ok()?, parts.next()?.parse::<i64>().ok()?);
    let (seconds, fraction) = match parts.next().unwrap_or("0").split_once('.') {
        Some((seconds, fraction)) => {
            (seconds.to_string(), format!("{fraction:0<3}").get(..3)?.parse::<i64>().ok()?)
        }
        None => (clock.splitn(3, ':').nth(2).unwrap_or("0").to_string(), 0),
    };
    let seconds: i64 = seconds.parse().ok()?;
    if !(0..24).contains(&hours) || !(0..60).contains(&minutes) || !(0..60).contains(&seconds) || fraction < 0
    {
        return None;
    }
    let days = days_from_civil(year, month, day);
    Some(((days * 24 + hours) * 60 + minutes - zone_minutes) * 60_000 + seconds * 1000 + fraction)
}

/// The clock and the zone's distance from UTC in minutes.
fn split_zone(time: &str) -> Option<(&str, i64)> {
    if let Some(clock) = time.strip_suffix('Z') {
        return Some((clock, 0));
    }
    let Some(at) = time.rfind(['+', '-']) else { return Some((time, 0)) };
    let sign = if time.as_bytes()[at] == b'-' { -1 } else { 1 };
    let digits: String = time[at + 1..].chars().filter(|c| *c != ':').collect();
    if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes): (i64, i64) = (digits[..2].parse().ok()?, digits[2..].parse().ok()?);
    Some((&time[..at], sign * (hours * 60 + minutes)))
}

/// Milliseconds of an ISO 8601 duration `PnDTnHnMnS`.
pub fn parse_duration_ms(text: &str) -> Option<i64> {
    let (text, sign) = text.strip_prefix('-').map_or((text, 1), |rest| (rest, -1));
    let rest = text.strip_prefix('P')?;
    let (days, clock) = rest.split_once('T').unwrap_or((rest, ""));
    let mut total = 0.0;
    let mut is_empty = true;
    for (part, units) in [
        (days, [("D", 86_400_000.0)].as_slice()),
        (clock, &[("H", 3_600_000.0), ("M", 60_000.0), ("S", 1000.0)]),
    ] {
        let mut rest = part;
        for (unit, ms) in units {
            if let Some((number, after)) = rest.split_once(unit) {
                total += number.parse::<f64>().ok()? * ms;
                rest = after;
                is_empty = false;
            }
        }
        if !rest.is_empty() {
            return None;
        }
    }
    (!is_empty).then_some((total * f64::from(sign)) as i64)
}

/// `yyyy-MM-dd HH:mm:ss:SSS`, or another pattern of `SimpleDateFormat` made of these letters.
pub fn format_ms(ms: i64, pattern: &str) -> String {
    let (days, in_day) = (ms.div_euclid(86_400_000), ms.rem_euclid(86_400_000));
    let (year, month, day) = civil_from_days(days);
    let value = |letter: char| match letter {
        'y' => Some(year),
        'M' => Some(month),
        'd' => Some(day),
        'H' => Some(in_day / 3_600_000),
        'm' => Some(in_day / 60_000 % 60),
        's' => Some(in_day / 1000 % 60),
        'S' => Some(in_day % 1000),
        _ => None,
    };
    let mut text = String::new();
    let mut letters = pattern.chars().peekable();
    while let Some(letter) = letters.next() {
        let mut width = 1;
        while letters.next_if_eq(&letter).is_some() {
            width += 1;
        }
        match value(letter) {
            Some(number) => text.push_str(&format!("{number:0width$}")),
            None => text.extend(std::iter::repeat_n(letter, width)),
        }
    }
    text
}

/// Days since 1970 of a date; the algorithm counts in eras of 400 years from 1 March.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days - era * 146_097;
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_utc_unless_they_say_otherwise() {
        assert_eq!(parse_datetime_ms("1970-01-01T00:00:00.000"), Some(0));
        assert_eq!(parse_datetime_ms("2026-11-22T16:42:15.681"), Some(1_795_365_735_681));
        assert_eq!(parse_datetime_ms("2026-11-22T17:42:15.681+01:00"), Some(1_795_365_735_681));
        assert_eq!(parse_datetime_ms("2024-02-29T00:00:00Z"), Some(1_709_164_800_000));
        for bad in ["", "2026-11-22", "2026-13-01T00:00:00", "2026-11-22T25:00:00", "xT00:00"] {
            assert_eq!(parse_datetime_ms(bad), None, "{bad}");
        }
    }

    #[test]
    fn durations_are_iso_8601() {
        assert_eq!(parse_duration_ms("P1DT2H3M4.5S"), Some(93_784_500));
        assert_eq!(parse_duration_ms("PT5M"), Some(300_000));
        for bad in ["", "P", "5M", "PT5", "P5M"] {
            assert_eq!(parse_duration_ms(bad), None, "{bad}");
        }
    }

    #[test]
    fn times_are_written_by_a_pattern() {
        let pattern = "yyyy-MM-dd HH:mm:ss:SSS";
        assert_eq!(format_ms(1_795_365_735_681, pattern), "2026-11-22 16:42:15:681");
        assert_eq!(format_ms(0, "dd.MM.yyyy"), "01.01.1970");
    }
}
