//! Table 5 of the IPPS final rule, as CMS publishes it: tab-separated text in Latin-1.

use codes::weights::Row;

use crate::PackerError;

const NAME: &str = "Table 5";

/// Reads the rows that have a weight; DRGs 998 and 999 have none. The fiscal year is read from the heading.
///
/// # Errors
/// [`PackerError::Source`] for a heading or row that is laid out otherwise.
pub fn table_5(bytes: &[u8]) -> Result<Vec<Row>, PackerError> {
    let wrong = |what: &str| PackerError::source(NAME, what);
    // Latin-1: every byte is the character of that number.
    let text: String = bytes.iter().map(|&b| char::from(b)).collect();
    let (_, after) = text
        .split_once("FY ")
        .ok_or_else(|| wrong("names no fiscal year"))?;
    let fiscal_year: u16 = after
        .get(..4)
        .and_then(|y| y.parse().ok())
        .ok_or_else(|| wrong("names no fiscal year"))?;
    let heading = text
        .lines()
        .find(|line| line.starts_with("MS-DRG"))
        .ok_or_else(|| wrong("has no heading"))?;
    let columns: Vec<&str> = heading.split('\t').map(str::trim).collect();
    let column = |part: &str| {
        columns
            .iter()
            .position(|c| c.contains(part))
            .ok_or_else(|| wrong(part))
    };
    let (post_acute, special) = (column("Post-Acute")?, column("Special Pay")?);
    let (before, capped) = (column("Before Cap")?, column("Cap Applied")?);
    let (geometric, arithmetic) = (column("Geometric")?, column("Arithmetic")?);
    let mut rows = Vec::new();
    for line in text.lines() {
        let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
        let Some(Ok(drg)) = fields.first().map(|f| f.parse::<u16>()) else {
            continue;
        };
        let field = |at: usize| fields.get(at).copied().unwrap_or("");
        let Some(weight) = scaled(field(capped), 4) else {
            continue;
        };
        let yes = |at: usize| match field(at) {
            "Yes" => Ok(true),
            "No" => Ok(false),
            other => Err(wrong(&format!(
                "DRG {drg:03} has “{other}” where Yes or No belongs"
            ))),
        };
        let days = |at: usize| scaled(field(at), 1).and_then(|n| u16::try_from(n).ok());
        rows.push(Row {
            fiscal_year,
            drg,
            weight,
            weight_before_cap: scaled(field(before), 4)
                .ok_or_else(|| wrong(&format!("DRG {drg:03} has no weight before the cap")))?,
            gmlos: days(geometric),
            amlos: days(arithmetic),
            post_acute: yes(post_acute)?,
            special_pay: yes(special)?,
        });
    }
    Ok(rows)
}

/// A decimal number without its point, with `places` digits behind it: "2.5" at four places is 25000.
fn scaled(text: &str, places: usize) -> Option<u32> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() > places || whole.is_empty() {
        return None;
    }
    format!("{whole}{part:0<places$}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::scaled;

    #[test]
    fn numbers_keep_every_printed_digit() {
        assert_eq!(scaled("28.0239", 4), Some(280_239));
        assert_eq!(scaled("2.5", 4), Some(25_000));
        assert_eq!(scaled("7", 1), Some(70));
        assert_eq!(scaled(".", 4), None);
        assert_eq!(scaled("", 1), None);
        assert_eq!(scaled("1.23", 1), None);
    }
}
