//! Names that nobody bears: family names say what they are, given names are invented.

/// Family names.
pub(crate) const FAMILY: &[&str] = &[
    "Testcase",
    "Sample",
    "Demo",
    "Mockup",
    "Specimen",
    "Placeholder",
    "Notreal",
    "Madeup",
    "Pretend",
    "Example",
    "Fictitious",
    "Invented",
    "Practice",
    "Trialrun",
    "Dummydata",
    "Standin",
    "Makebelieve",
    "Fakeman",
    "Testperson",
    "Sampleton",
    "Demoville",
    "Mockman",
    "Exampleson",
    "Pretendly",
    "Nonesuch",
    "Fauxley",
];

/// Given names of women.
pub(crate) const WOMEN: &[&str] = &[
    "Brindela",
    "Quorra",
    "Velmira",
    "Ostrelle",
    "Tamsique",
    "Jorunda",
    "Philarae",
    "Maribund",
    "Zelphine",
    "Corvella",
    "Dunetta",
    "Ellowyn",
    "Fennika",
    "Glorvina",
    "Hesperine",
    "Ildreth",
    "Kestrella",
    "Lorquine",
    "Nimbelle",
    "Opalind",
    "Prisomel",
    "Rondalee",
    "Sarvenna",
    "Tillowen",
    "Umbrelia",
    "Vandoree",
    "Wrenika",
    "Yolindra",
    "Abrielda",
    "Calistrae",
    "Delphora",
    "Evangella",
    "Junabel",
    "Merridath",
    "Oriselle",
    "Thessaby",
];

/// Given names of men.
pub(crate) const MEN: &[&str] = &[
    "Quillon",
    "Bramdel",
    "Orvick",
    "Tavrin",
    "Jorland",
    "Phelkin",
    "Mardus",
    "Zeldric",
    "Corvane",
    "Dunmore-Test",
    "Elbrick",
    "Fenwald",
    "Garrold",
    "Hestor-Mock",
    "Ilvan",
    "Kestrel-Lee",
    "Lorquin",
    "Nimrick",
    "Osbarn",
    "Prandel",
    "Rondal",
    "Sarvek",
    "Tillard",
    "Umberlin",
    "Vandor",
    "Wrenfred",
    "Yorvil",
    "Abrick",
    "Calder-Sample",
    "Delfrid",
    "Evrard-Demo",
    "Junick",
    "Merrold",
    "Orsimer",
    "Thessal",
    "Boffin",
];

/// Towns, with ZIP codes that the Postal Service does not assign to towns.
pub(crate) const TOWNS: &[(&str, &str)] = &[
    ("Testcase Valley", "00001"),
    ("Sample Springs", "00002"),
    ("Mockup Junction", "00003"),
    ("Demo Ridge", "00004"),
    ("Pretend Prairie", "00005"),
    ("Nowhere Bend", "00006"),
    ("Fiction Falls", "00007"),
];

/// Streets.
pub(crate) const STREETS: &[&str] = &[
    "Example Street",
    "Placeholder Lane",
    "Imaginary Road",
    "Specimen Avenue",
    "County Road Zero",
    "Makebelieve Way",
    "Trial Run Road",
    "Standin Court",
];

/// A spelling that a hurried registrar might leave: two letters change places, one is doubled or one is lost.
pub(crate) fn misspelt(name: &str, draw: &mut crate::draw::Draw) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    if letters.len() < 5 {
        return format!("{name}e");
    }
    let at = draw.between(2, letters.len() as i64 - 2) as usize;
    let same = letters[at] == letters[at - 1];
    match draw.below(3) {
        0 if !same => letters.swap(at, at - 1),
        1 => letters.insert(at, letters[at]),
        _ => {
            letters.remove(at);
        }
    }
    letters.into_iter().collect()
}
