//! Two wordings of a title side by side: what both begin with, what one has and the other instead, what both end with.

use crate::protocol::Rewording;

/// Sets a title before and after against each other, word by word.
pub(crate) fn compare(was: &str, is: &str) -> Rewording {
    let (old, new): (Vec<&str>, Vec<&str>) = (was.split(' ').collect(), is.split(' ').collect());
    let shared = |pairs: &mut dyn Iterator<Item = (&&str, &&str)>| {
        pairs.take_while(|(one, other)| one == other).count()
    };
    let start = shared(&mut old.iter().zip(&new));
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end = shared(&mut old_rest.iter().rev().zip(new_rest.iter().rev()));
    let (old_rest, tail) = old_rest.split_at(old_rest.len() - end);
    let new_rest = &new_rest[..new_rest.len() - end];
    Rewording {
        was: was.to_owned(),
        start: old[..start].join(" "),
        old: old_rest.join(" "),
        new: new_rest.join(" "),
        end: tail.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::compare;

    #[test]
    fn only_the_words_that_differ_stand_against_each_other() {
        for (was, is, parts) in [
            (
                "Unspecified fracture of right wrist and hand, sequela",
                "Unspecified fracture of right hand, sequela",
                [
                    "Unspecified fracture of right",
                    "wrist and",
                    "",
                    "hand, sequela",
                ],
            ),
            (
                "Varus deformity, unspecified",
                "Varus deformity, unspecified hip",
                ["Varus deformity, unspecified", "", "hip", ""],
            ),
            ("a b a", "a", ["a", "b a", "", ""]),
            ("one", "other", ["", "one", "other", ""]),
            ("same", "same", ["same", "", "", ""]),
        ] {
            let told = compare(was, is);
            assert_eq!([told.start, told.old, told.new, told.end], parts, "{was}");
        }
    }
}
