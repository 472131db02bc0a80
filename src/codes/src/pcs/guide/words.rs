//! Words of the operating room and the axis labels they stand for.

/// The table: axis, phrases, labels, each separated by `|`.
const TABLE: &str = include_str!("words.tsv");

/// An axis that words narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Axis {
    /// Third character.
    Operation,
    /// Fourth character.
    Part,
    /// Fifth character.
    Approach,
    /// Sixth character.
    Device,
    /// Seventh character.
    Qualifier,
}

/// A line of the table: phrases that mean the same labels of one axis. A phrase may stand on several lines, one an
/// axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SurgicalWord {
    /// The axis.
    pub axis: Axis,
    phrases: &'static str,
    labels: &'static str,
}

impl SurgicalWord {
    /// The phrases.
    pub fn phrases(&self) -> impl Iterator<Item = &'static str> {
        self.phrases.split('|')
    }

    /// The labels they stand for, without side or kind: "Breast" stands for "Breast, Right" as well.
    pub fn labels(&self) -> impl Iterator<Item = &'static str> {
        self.labels.split('|')
    }

    /// Whether a label of the axis is meant.
    #[must_use]
    pub fn means(&self, label: &str) -> bool {
        self.labels().any(|meant| {
            label
                .strip_prefix(meant)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(", "))
        })
    }
}

/// All lines of the table.
pub fn surgical_words() -> impl Iterator<Item = SurgicalWord> {
    TABLE
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .filter_map(|line| {
            let mut columns = line.split('\t');
            let axis = match columns.next()? {
                "operation" => Axis::Operation,
                "part" => Axis::Part,
                "approach" => Axis::Approach,
                "device" => Axis::Device,
                "qualifier" => Axis::Qualifier,
                _ => return None,
            };
            Some(SurgicalWord {
                axis,
                phrases: columns.next()?,
                labels: columns.next()?,
            })
        })
}

#[cfg(test)]
mod tests {
    use super::{TABLE, surgical_words};

    #[test]
    fn every_line_is_read_and_no_phrase_stands_twice_on_an_axis() {
        let lines = TABLE
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .count();
        assert_eq!(surgical_words().count(), lines);
        let mut seen = std::collections::BTreeSet::new();
        for word in surgical_words() {
            for phrase in word.phrases() {
                assert!(
                    seen.insert((format!("{:?}", word.axis), phrase)),
                    "{phrase} stands twice"
                );
                assert_eq!(phrase, phrase.trim().to_lowercase(), "lower case");
            }
        }
        assert!(seen.len() >= 300, "{} phrases", seen.len());
    }
}
