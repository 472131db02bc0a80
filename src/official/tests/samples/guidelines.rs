//! Made-up guidelines in words of our own: the layout of the real ones, and nothing of their text.

/// As a viewer saves it: contents with dots, pages with what they bear beside the text, headings over two lines.
pub const TEXT: &str = "\
ICD-10-CM Official Guidelines for Coding and Reporting
FY 2026 -- UPDATED October 1, 2025
(October 1, 2025 - September 30, 2026)
What is new since the April 2025, FY 2025 version is not marked.

This introduction is about blorps.
ICD-10-CM Official Guidelines for Coding and Reporting
FY 2026
Page 2 of 4
ICD-10-CM Official Guidelines for Coding and Reporting ............................ 1
Section I. Rules for blorps, gizzards and all the chapters .......................... 3
A. Conventions of the blorp ......................................................... 3
1. The list of blorps ............................................................... 3
2. Fizzles: ......................................................................... 3
B. General blorping ................................................................. 3
1. Finding a blorp .................................................................. 3
C. Chapters of blorps ............................................................... 3
1. Chapter 1: Certain blorps of the gizzard and of other parts that have a long
name (A00-B99) ...................................................................... 3
a. Gizzard blorps ................................................................... 3
b. Wobbles........................................................................... 4
2. Chapter 2: Knobs (C00-D49) ....................................................... 4
Section II. Choosing the first blorp ................................................ 4
A. Blorps alone ..................................................................... 4
Reporting blorps on arrival ......................................................... 4
\u{c}ICD-10-CM Official Guidelines for Coding and Reporting
FY 2026
Page 3 of 4
Section I. Rules for blorps, gizzards and all the
chapters
These rules hold for every blorp.
A. Conventions of the blorp
1. The list of blorps
Blorps are listed by their weight in the order of
9. Their own, as Section I.B.1 says.
2. Fizzles:
\u{2022} A fizzle is no blorp.
\u{2022} A blorp may fizzle.
B. General blorping
1. Finding a blorp
Look for the blorp first, and for its gizzard after it, in all of the places
where one may be.
See Section I.C.1.a. Gizzard blorps
C. Chapters of blorps
1. Chapter 1: Certain blorps of the gizzard and of other parts
that have a long name (A00-B99)
a. Gizzard blorps
1) Blorps of the upper gizzard that are told
apart by their colour
Only a green blorp is coded.
(a) Green blorps
A green blorp is coded with its shade, unless the
(shade) is not known, and then
ICD-10-CM Official Guidelines for Coding and Reporting
FY 2026
Page 4 of 4
\u{c}without it.
(i) Pale green
Code it twice.
(ii) Dark green
Code it once.
(b) Red blorps
Not coded.
2) Blorps of the lower gizzard
a. When the blorp is large,
it is coded first.
b. When the blorp is small, it is not.
b. Wobbles
Reserved for future wobbling
2. Chapter 2: Knobs (C00-D49)
1. Knobs are counted.
2. Then they are coded.
Section II. Choosing the first blorp
The first blorp is the largest.
A. Blorps alone
A blorp alone is the first one.
Appendix I
Reporting blorps on arrival
A blorp that was there on arrival is marked.
1. So is its gizzard.
";

/// The same pages as a PDF, the headings of deeper levels in bold and broken where [`TEXT`] breaks them.
pub fn pdf() -> Vec<u8> {
    let pages: Vec<String> = TEXT.split('\u{c}').map(page).collect();
    document(&pages)
}

/// A PDF whose pages hold the operators given.
pub fn document(pages: &[String]) -> Vec<u8> {
    let font = |name: &str| {
        format!("<< /Type /Font /Subtype /TrueType /BaseFont /{name} /Encoding /WinAnsiEncoding >>")
    };
    let kids: Vec<String> = (0..pages.len())
        .map(|at| format!("{} 0 R", 5 + 2 * at))
        .collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!(
            "<< /Type /Pages /Kids [{}] /Count {} >>",
            kids.join(" "),
            pages.len()
        ),
        font("Blorpia"),
        font("Blorpia-Bold"),
    ];
    for (at, content) in pages.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>",
            6 + 2 * at
        ));
        objects.push(format!(
            "<< /Length {} >>\nstream\n{content}\nendstream",
            content.len()
        ));
    }
    let mut out = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(out.len());
        out += &format!("{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    let table = out.len();
    out += &format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1);
    for place in &places {
        out += &format!("{place:010} 00000 n \n");
    }
    out += &format!(
        "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n",
        places.len() + 1
    );
    out.into_bytes()
}

/// Lines of a page, one below the other, words shown one by one.
fn page(text: &str) -> String {
    let mut out = String::new();
    for (at, line) in text.lines().enumerate() {
        let (y, x) = (760.0 - 13.0 * at as f32, 72);
        out += &format!("BT /F1 10 Tf 1 0 0 1 {x} {y} Tm ");
        for word in line.split(' ') {
            let escaped: String = word
                .chars()
                .map(|c| match c {
                    '(' | ')' | '\\' => format!("\\{c}"),
                    '\u{2022}' => "\\225".to_owned(),
                    c => c.to_string(),
                })
                .collect();
            out += &format!("[({escaped}) -400] TJ ");
        }
        out += "ET\n";
    }
    out
}
