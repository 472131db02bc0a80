//! What axe-core finds on a screen, by the rules of WCAG 2.0 to 2.2, levels A and AA.

use std::fmt;
use std::fs;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::page::Page;
use crate::site;

const RULES: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/// What the system asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColorScheme {
    /// Dark ink on light paper.
    Light,
    /// Light ink on dark paper.
    Dark,
}

impl ColorScheme {
    /// Both, for what has to hold in either.
    pub const BOTH: [Self; 2] = [Self::Light, Self::Dark];

    /// As the media query names it, and the end of a screenshot's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// One rule that one or more elements break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// axe's name of the rule, for example `color-contrast`.
    pub rule: String,
    /// What the rule asks.
    pub help: String,
    /// The elements: selector, and what is wrong with it.
    pub elements: Vec<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.help)?;
        for element in &self.elements {
            write!(f, "\n    {element}")?;
        }
        Ok(())
    }
}

impl Page {
    /// What axe finds on the page as it stands.
    ///
    /// # Errors
    /// When axe is not installed or can't be run.
    pub async fn violations(&self) -> Result<Vec<Violation>> {
        let program = site::target().join("tools/node/node_modules/axe-core/axe.min.js");
        let program = fs::read_to_string(&program)
            .with_context(|| format!("reading {}\n  fix: cargo xtask setup", program.display()))?;
        if self.run("return typeof axe", Vec::new()).await? == "undefined" {
            self.run(&program, Vec::new()).await?;
        }
        let found = self
            .run_async(
                "const found = await axe.run(document, { runOnly: { type: 'tag', values: arguments[0] } }); \
                 return found.violations.map(({ id, help, nodes }) => ({ id, help, \
                 nodes: nodes.map((node) => `${node.target.join(' ')} — ${node.failureSummary}`) }));",
                vec![json!(RULES)],
            )
            .await?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Ok(found
            .as_array()
            .into_iter()
            .flatten()
            .map(|violation| Violation {
                rule: text(&violation["id"]),
                help: text(&violation["help"]),
                elements: violation["nodes"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(text)
                    .collect(),
            })
            .collect())
    }

    /// Switches what the system asks for.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn color_scheme(&self, scheme: ColorScheme) -> Result<()> {
        let features =
            json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme.name() }] });
        self.cdp()
            .send_raw("Emulation.setEmulatedMedia", features)
            .await?;
        Ok(())
    }

    /// Looks at the screen in both colour schemes: a screenshot of each, and no violation in either.
    ///
    /// # Errors
    /// When axe finds something; the error names every element.
    pub async fn accessible(&self, screen: &str) -> Result<()> {
        let mut found = Vec::new();
        for scheme in ColorScheme::BOTH {
            self.color_scheme(scheme).await?;
            self.screenshot(&format!("{screen}-{}", scheme.name()))
                .await?;
            for violation in self.violations().await? {
                found.push(format!("{} {violation}", scheme.name()));
            }
        }
        self.color_scheme(ColorScheme::Light).await?;
        ensure!(
            found.is_empty(),
            "screen “{screen}” breaks accessibility rules:\n  {}",
            found.join("\n  ")
        );
        Ok(())
    }

    /// Looks at a part of the screen at 100 % and at 200 %, with the part scrolled into sight.
    ///
    /// # Errors
    /// As [`Page::accessible`] and [`Page::accessible_enlarged`].
    pub async fn accessible_at_both_sizes(&self, screen: &str, css: &str) -> Result<()> {
        self.bring_into_sight(css).await?;
        self.accessible(screen).await?;
        self.accessible_enlarged(screen, css).await
    }

    /// Looks at a part of the screen at 200 % as [`Page::accessible`] does, with the part scrolled into sight; the page
    /// must not scroll sideways then (WCAG 1.4.10). The pictures are called `SCREEN-200`.
    ///
    /// # Errors
    /// When there is no such part, the page scrolls sideways, or axe finds something.
    pub async fn accessible_enlarged(&self, screen: &str, css: &str) -> Result<()> {
        self.enlarge().await?;
        self.bring_into_sight(css).await?;
        self.accessible(&format!("{screen}-200")).await?;
        let wide = self
            .run(
                "const page = document.documentElement; return page.scrollWidth - page.clientWidth",
                Vec::new(),
            )
            .await?;
        ensure!(
            wide == json!(0),
            "screen “{screen}” scrolls sideways by {wide} pixels at 200 %"
        );
        self.natural_size().await
    }
}
