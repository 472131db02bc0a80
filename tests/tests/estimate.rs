//! What Medicare would pay: the hospital's figures entered once, the estimate with its steps, a transfer, a year that is
//! refused; by keyboard and offline.

use anyhow::{Result, ensure};
use journeys::{Page, journey};

/// Round figures of a made-up hospital: 4,000.00 × 1.1 + 2,000.00 = 6,400.00 operating and 500.00 × 1.1 ^ 0.6848 capital.
const INPUTS: [(&str, &str); 7] = [
    ("operating-standardized-amount-labor", "4,000.00"),
    ("operating-standardized-amount-nonlabor", "2,000.00"),
    ("operating-wage-index", "1.1000"),
    ("capital-federal-rate", "500.00"),
    ("outlier-fixed-loss", "40,000"),
    ("outlier-operating-cost-to-charge", "0.300"),
    ("outlier-capital-cost-to-charge", "0.020"),
];

async fn example(page: &Page, key: &str) -> Result<()> {
    page.wait_until_gone("[data-test=loading]").await?;
    page.open_example(key).await
}

/// Types into a field and leaves it.
async fn enter(page: &Page, id: &str, text: &str) -> Result<()> {
    page.focus(&format!("#{id}")).await?;
    page.run("document.activeElement.select()", Vec::new())
        .await?;
    page.type_text(text).await?;
    page.press("Tab").await
}

async fn cents(page: &Page) -> Result<i64> {
    let shown = page.text("[data-test=estimate-total]").await?;
    let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
    ensure!(shown.starts_with('$'), "the total is “{shown}”");
    Ok(digits.parse()?)
}

#[tokio::test]
async fn an_estimate_by_keyboard() {
    journey("estimate", async |page| {
        page.begin_offline().await?;
        example(&page, "cc-exclusion").await?;
        page.focus("#row-principal").await?;
        page.press("m").await?;
        page.wait_for_text(
            "[data-test=estimate-refused]",
            "The hospital's own figures for FY 2026 come first",
        )
        .await?;
        page.accessible_at_both_sizes("no-inputs", "[data-test=estimate]")
            .await?;

        page.enter("[data-test=enter-inputs]").await?;
        page.wait_for_text("[data-test=inputs-state]", "8 entries are still needed")
            .await?;
        enter(&page, "inputs-facility", "Made-Up General Hospital").await?;
        for (id, text) in INPUTS {
            enter(&page, &format!("inputs-{id}"), text).await?;
        }
        page.wait_for_text("[data-test=inputs-state]", "Complete")
            .await?;
        // A slipped decimal point is told at its field.
        enter(&page, "inputs-operating-wage-index", "110").await?;
        page.wait_for_text("[data-test=inputs-wrong]", "110 is not between 0.2 and 3")
            .await?;
        page.accessible_at_both_sizes("inputs-wrong", "#inputs-operating-wage-index")
            .await?;
        enter(&page, "inputs-operating-wage-index", "1.1000").await?;
        page.wait_for_text("[data-test=inputs-state]", "Complete")
            .await?;
        page.enter("[data-test=inputs-done]").await?;
        page.wait_until_gone("dialog[open]").await?;

        page.wait_for_text(
            "[data-test=estimate-refused]",
            "The covered charges are missing",
        )
        .await?;
        page.focus("#charges").await?;
        page.type_text("42,000.00").await?;
        page.wait_for("[data-test=estimate-total]").await?;
        page.wait_for_text("[data-test=estimate-steps]", "Operating federal payment")
            .await?;
        page.wait_for_text("[data-test=estimate-steps]", "42 CFR 412.312")
            .await?;
        page.wait_for_text("[data-test=estimate-changes]", "An outlier is paid from")
            .await?;
        let home = cents(&page).await?;
        for (screen, part) in [
            ("paid", "[data-test=estimate]"),
            ("total", "[data-test=estimate-total]"),
            ("steps", "[data-test=estimate-steps]"),
            ("changes", "[data-test=estimate-changes]"),
        ] {
            page.accessible_at_both_sizes(screen, part).await?;
        }

        // One day, then skilled nursing: paid by the day.
        page.focus("#covered-days").await?;
        page.type_text("1").await?;
        page.focus("#stay-status").await?;
        page.type_text("03").await?;
        page.press("Tab").await?;
        page.wait_for_text(
            "[data-test=estimate]",
            "post-acute transfer to a skilled nursing facility",
        )
        .await?;
        page.wait_for_text("[data-test=estimate-warning]", "DRG-006")
            .await?;
        let transfer = cents(&page).await?;
        ensure!(transfer < home, "{transfer} as a transfer, {home} at home");
        page.accessible_at_both_sizes("transfer", "[data-test=estimate-total]")
            .await?;

        // Another code, another amount.
        page.focus("#search").await?;
        page.type_text("j96.01").await?;
        page.press("Enter").await?;
        page.wait_for_text("[data-test=drg-number]", "871").await?;
        page.wait_for_text("[data-test=estimate]", "MS-DRG 871")
            .await?;
        ensure!(cents(&page).await? > transfer, "a heavier DRG pays more");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn inputs_are_kept_and_another_year_is_refused() {
    journey("estimate-years", async |page| {
        page.begin_offline().await?;
        page.wait_until_gone("[data-test=loading]").await?;
        // The form is reached from the palette, without any stay.
        page.press("Control+k").await?;
        page.wait_for("dialog[open]").await?;
        page.type_text("facility inputs").await?;
        page.press("Enter").await?;
        page.wait_for("[data-test=inputs-facility]").await?;
        page.focus("[data-test=inputs-year]").await?;
        page.press("ArrowDown").await?;
        page.press("Tab").await?;
        enter(&page, "inputs-facility", "Made-Up General Hospital").await?;
        for (id, text) in INPUTS {
            enter(&page, &format!("inputs-{id}"), text).await?;
        }
        page.wait_for_text(
            "[data-test=inputs-state]",
            "Complete: discharges of FY 2026",
        )
        .await?;
        page.press("Escape").await?;
        page.reload().await?;

        example(&page, "fy2027").await?;
        page.focus("#row-principal").await?;
        page.press("m").await?;
        page.wait_for_text("[data-test=estimate-refused]", "PAY-001")
            .await?;
        page.wait_for_text("[data-test=estimate-refused]", "FY 2027")
            .await?;
        page.accessible_at_both_sizes("refused", "[data-test=estimate-refused]")
            .await?;

        page.reload().await?;
        example(&page, "cc-exclusion").await?;
        page.focus("#row-principal").await?;
        page.press("m").await?;
        page.focus("#charges").await?;
        page.type_text("42000").await?;
        page.wait_for("[data-test=estimate-total]").await?;
        page.enter("[data-test=open-inputs]").await?;
        page.wait_for_text(
            "[data-test=inputs-state]",
            "Complete: discharges of FY 2026",
        )
        .await?;
        page.accessible_at_both_sizes("inputs", "[data-test=inputs-state]")
            .await?;
        Ok(())
    })
    .await;
}
