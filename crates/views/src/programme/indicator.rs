//! One indicator: three numbers and a sentence, a chart, and the same figures as a table.

use super::chain::chain;
use super::{file, href, links};
use crate::{paragraphs, text};
use jaettu_domain::programme::api::{IndicatorCard, IndicatorView};
use jaettu_domain::time;
use jaettu_words::Words;
use jaettu_words::programme::{TableRow, pace_tone, period};
use maud::{Markup, PreEscaped, html};

/// So many rows are shown; older ones are folded away.
const ROWS: usize = 18;

/// An indicator in a list.
pub fn indicator_card(words: Words, card: &IndicatorCard) -> Markup {
    html! {
        li.j-indicator {
            h3.j-card__title { a href=(href(words, &["/indicators/", card.id.as_str()].concat())) { (text(words, &card.name)) } }
            p { (words.indicator_line(card)) }
            div { (PreEscaped(words.sparkline(card))) }
            p.j-quiet {
                (words.pace_status(card.figures.status))
                @if card.update_late {
                    @let date = card.next_update.map(time::date_text).unwrap_or_default();
                    ". " (words.programme_update_late(&date))
                }
                @if card.example { " · " (words.programme_example()) }
            }
        }
    }
}

/// Everything above the buttons that share.
pub fn page(words: Words, view: &IndicatorView) -> Markup {
    let language = words.language();
    let unit = view.unit.get(language);
    html! {
        p.j-eyebrow { a href=(href(words, "")) { (words.programme_short()) } " · " (words.programme_indicator()) }
        h1 tabindex="-1" { (text(words, &view.name)) }
        (three(words, view))
        @if view.example { p.j-quiet { (words.programme_example_indicator()) } }
        (paragraphs(words, &view.description))
        figure.j-figure { (PreEscaped(words.indicator_chart(view))) }
        @if let Some(projection) = words.pace_projection(&view.figures, unit) { p.j-quiet { (projection) } }
        (tables(words, view))
        @if !view.definition.is_empty() {
            h2.j-section { (words.programme_definition()) }
            (paragraphs(words, &view.definition))
        }
        (about(words, view))
        @if !view.actions.is_empty() {
            h2.j-section { (words.programme_measures()) }
            (links(words, &view.actions))
        }
        @if !view.chain.is_empty() {
            h2.j-section { (words.programme_leads_to()) }
            (chain(words, &view.chain))
        }
        (files(words, view))
    }
}

/// Where it started, where it is, where it should be; and how it is doing.
fn three(words: Words, view: &IndicatorView) -> Markup {
    let unit = view.unit.get(words.language());
    let figures = &view.figures;
    let three = [
        (
            figures.start,
            Words::programme_figure_start as fn(Words, &str) -> String,
        ),
        (figures.latest, Words::programme_figure_latest),
        (figures.goal, Words::programme_figure_goal),
    ];
    let sentence = words.pace_sentence(figures);
    html! {
        dl.j-three {
            @for (point, label) in three {
                @if let Some(point) = point {
                    div { dt { (label(words, &period(point.date, view.resolution))) } dd { b { (words.with_unit(point.value, unit)) } } }
                }
            }
        }
        div class={ "j-verdict j-verdict--" (pace_tone(figures.status)) } {
            p class={ "j-state j-state--big j-state--" (pace_tone(figures.status)) } {
                span { b { (words.pace_status(figures.status)) } @if !sentence.is_empty() { ". " (sentence) } }
            }
        }
    }
}

fn tables(words: Words, view: &IndicatorView) -> Markup {
    let mut rows = words.table_rows(view);
    let older = rows.split_off(rows.len().min(ROWS));
    html! {
        h2.j-section { (words.programme_table()) }
        (table(words, view, &rows))
        @if !older.is_empty() {
            details.j-more.j-more--first {
                summary { span { (words.programme_table_older()) } }
                div.j-more__body { (table(words, view, &older)) }
            }
        }
    }
}

fn table(words: Words, view: &IndicatorView, rows: &[TableRow]) -> Markup {
    let language = words.language();
    html! {
        table.j-table {
            caption { (view.name.get(language)) ", " (view.unit.get(language)) }
            thead { tr {
                th scope="col" { (words.programme_table_when()) }
                th.j-table__number scope="col" { (words.programme_table_value()) }
                th.j-table__number scope="col" { (words.programme_table_goal()) }
            } }
            tbody {
                @for row in rows {
                    tr { th scope="row" { (row.when) } td.j-table__number { (row.value) } td.j-table__number { (row.goal) } }
                }
            }
        }
    }
}

/// Where the figures come from, when they came and when the next come.
fn about(words: Words, view: &IndicatorView) -> Markup {
    html! {
        @if !view.source.is_empty() { p.j-quiet { (words.programme_source(view.source.get(words.language()))) } }
        @if let Some(date) = view.last_update { p.j-quiet { (words.programme_last_update(&time::date_text(date))) } }
        @if let Some(date) = view.next_update.map(time::date_text) {
            p.j-quiet {
                @if view.update_late { (words.programme_update_late(&date)) } @else { (words.programme_next_update(&date)) }
            }
        }
    }
}

fn files(words: Words, view: &IndicatorView) -> Markup {
    let href = |kind: &str| ["/api/v1/programme/indicators/", view.id.as_str(), ".", kind].concat();
    html! {
        div.j-buttons {
            (file(&href("csv"), words.programme_download_csv()))
            (file(&href("xlsx"), words.programme_download_xlsx()))
        }
    }
}
