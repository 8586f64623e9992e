//! Coordinates as other programs write them: degrees, minutes and seconds; the addresses of maps.

/// Marks of degrees, minutes and seconds.
const MARKS: [char; 8] = ['°', 'º', '\'', '′', '’', '"', '″', '”'];

/// Latitude and longitude, degrees, of `44° 21′ 06″ N, 2° 34′ 30″ E`, with letters of French or English,
/// before or after the figures.
pub(super) fn by_quarters(text: &str) -> Option<(f64, f64)> {
    let upper = text.to_uppercase();
    let is_quarter = |c: char| "NSEWO".contains(c);
    let quarters: Vec<char> =
        upper.chars().filter(|c| c.is_alphabetic() && !MARKS.contains(c)).collect();
    let [first, second] = quarters[..] else { return None };
    let is_pair = "NS".contains(first) && "EWO".contains(second);
    let leads = upper.trim_start().starts_with(is_quarter);
    let mut parts = upper.split(is_quarter).filter(|p| p.chars().any(|c| c.is_ascii_digit()));
    let (lat, lon) = (parts.next()?, parts.next()?);
    // « N 44 E 2 » and « 44 N 2 E », and nothing else between or around.
    let is_whole =
        is_pair && parts.next().is_none() && leads != upper.trim_end().ends_with(is_quarter);
    let signed = |degrees: f64, quarter: char| {
        if "SWO".contains(quarter) { -degrees } else { degrees }
    };
    is_whole.then_some(())?;
    Some((signed(sexagesimal(lat)?, first), signed(sexagesimal(lon)?, second)))
}

/// Degrees of one to three numbers: degrees, minutes, seconds.
fn sexagesimal(text: &str) -> Option<f64> {
    let is_between = |c: char| c.is_whitespace() || MARKS.contains(&c) || c == ';';
    let text = text.trim_matches(|c: char| is_between(c) || c == ',');
    let mut numbers = Vec::new();
    for piece in text.split(is_between).filter(|p| !p.is_empty()) {
        numbers.push(piece.replace(',', ".").parse::<f64>().ok().filter(|n| *n >= 0.0)?);
    }
    let (degrees, parts) = numbers.split_first()?;
    let is_right = parts.len() <= 2 && parts.iter().all(|p| *p < 60.0);
    let share = parts.iter().rev().fold(0.0, |sum, p| (sum + p) / 60.0);
    is_right.then_some(degrees + share)
}

/// The place that the address of a map marks, latitude and longitude in degrees: `…!3d44.35!4d2.57`,
/// `…mlat=44.35&mlon=2.57`, `geo:44.35,2.57`; where it marks none, the middle of what it shows:
/// `…/@44.35,2.57,15z`, `…#map=15/44.35/2.57`.
pub(super) fn of_link(text: &str) -> Option<(f64, f64)> {
    let after = |mark: &str| text.split_once(mark).map(|(_, rest)| rest);
    let number = |text: &str| {
        let is_of = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
        text.split(|c| !is_of(c)).next()?.parse::<f64>().ok()
    };
    let pair = |rest: &str, between: &str| {
        let (lat, lon) = rest.split_once(between)?;
        Some((number(lat)?, number(lon)?))
    };
    let pinned = || Some((number(after("!3d")?)?, number(after("!4d")?)?));
    let marked = || Some((number(after("mlat=")?)?, number(after("mlon=")?)?));
    let placed = || pair(after("/@")?, ",");
    let named = || pair(text.strip_prefix("geo:")?, ",");
    let seen = || pair(after("#map=")?.split_once('/')?.1, "/");
    pinned().or_else(marked).or_else(named).or_else(placed).or_else(seen)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 44 + 21 / 60 + 6 / 3600 = 44.351666…; 2 + 34 / 60 + 30 / 3600 = 2.575.
    #[test]
    fn degrees_minutes_and_seconds_are_read() {
        for text in [
            "44° 21′ 06″ N, 2° 34′ 30″ E",
            "44°21'06\"N 2°34'30\"E",
            "N 44° 21′ 6″ E 2° 34′ 30″",
            "44º21'6\"N 2º34'30\"E",
            "44° 21,1′ N ; 2° 34,5′ E",
        ] {
            let (lat, lon) = by_quarters(text).unwrap_or_else(|| panic!("{text}"));
            assert!((lat - 44.351_666_7).abs() < 1e-6 && (lon - 2.575).abs() < 1e-6, "{text}");
        }
        assert_eq!(by_quarters("21,5° S 55,25° E"), Some((-21.5, 55.25)));
        assert_eq!(by_quarters("14.6 N 61.0 O"), Some((14.6, -61.0)));
        for text in ["", "N", "44 N", "44 N 2 N", "44° 75′ N 2° E", "44 N 2", "Rodez N 44 E 2"]
        {
            assert_eq!(by_quarters(text), None, "{text}");
        }
    }

    #[test]
    fn addresses_of_maps_are_read() {
        let rodez = Some((44.3517, 2.5751));
        for link in [
            "https://carte.example/maps/@44.3517,2.5751,15z",
            "https://carte.example/maps/place/Rodez/@44.3517,2.5751,15z/data=x",
            "https://carte.example/maps/place/Rodez/@44.0,2.0,15z/data=!4m6!3d44.3517!4d2.5751",
            "geo:44.3517,2.5751?z=17",
            "https://carte.example/#map=17/44.3517/2.5751",
            "https://carte.example/?mlat=44.3517&mlon=2.5751#map=12/45.0/3.0",
        ] {
            assert_eq!(of_link(link), rodez, "{link}");
        }
        for text in ["https://carte.example/", "#map=17", "/@x,y", "44.35"] {
            assert_eq!(of_link(text), None, "{text}");
        }
    }
}
