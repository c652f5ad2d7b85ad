//! One indicator: three numbers and a sentence, a chart, and the same figures as a table.

use super::action::skeleton;
use super::cards::{links, paragraphs};
use super::{chain, share};
use crate::client::load;
use crate::locale::{path, t, text};
use crate::ui::{Heading, icon, show};
use jaettu_domain::programme::api::{GetIndicator, IndicatorView};
use jaettu_domain::programme::indicator::Point;
use jaettu_domain::time;
use jaettu_words::programme::{TableRow, pace_tone, period, with_unit};
use leptos::prelude::*;

/// `/programme/indicators/{id}`.
pub fn indicator(id: &str) -> AnyView {
    let asked = GetIndicator::new(id);
    let indicator = load(move || asked.clone());
    show(indicator, skeleton, |view| ready(&view)).into_any()
}

fn ready(view: &IndicatorView) -> AnyView {
    let words = t();
    let example = view
        .example
        .then(|| view! { <p class="j-quiet">{words.programme_example_indicator()}</p> });
    let measures = (!view.actions.is_empty())
        .then(|| view! { <h2 class="j-section">{words.programme_measures()}</h2>{links(&view.actions)} });
    let chain = chain::chain(&view.chain)
        .map(|chain| view! { <h2 class="j-section">{words.programme_leads_to()}</h2>{chain} });
    let definition = (!view.definition.is_empty()).then(
        || view! { <h2 class="j-section">{words.programme_definition()}</h2>{paragraphs(&view.definition)} },
    );
    view! {
        <p class="j-eyebrow"><a href=path("/programme")>{words.programme_short()}</a>" · "{words.programme_indicator()}</p>
        <Heading text=text(&view.name) />
        {figures(view)}
        {example}
        {paragraphs(&view.description)}
        <figure class="j-figure" inner_html=words.indicator_chart(view)></figure>
        {projection(view)}
        {table(view)}
        {definition}
        {about(view)}
        {measures}
        {chain}
        {files(view)}
        {share::buttons()}
    }
    .into_any()
}

fn figures(view: &IndicatorView) -> AnyView {
    let words = t();
    let figures = &view.figures;
    let unit = text(&view.unit);
    let number = |point: Option<Point>, label: fn(jaettu_words::Words, &str) -> String| {
        point.map(|point| {
            let when = label(words, &period(point.date, view.resolution));
            view! { <div><dt>{when}</dt><dd><b>{with_unit(point.value, &unit)}</b></dd></div> }
        })
    };
    let tone = pace_tone(figures.status);
    let sentence = words.pace_sentence(figures);
    let rest = if sentence.is_empty() {
        sentence
    } else {
        [". ", &sentence].concat()
    };
    view! {
        <dl class="j-three">
            {number(figures.start, jaettu_words::Words::programme_figure_start)}
            {number(figures.latest, jaettu_words::Words::programme_figure_latest)}
            {number(figures.goal, jaettu_words::Words::programme_figure_goal)}
        </dl>
        <div class=["j-verdict j-verdict--", tone].concat()>
            <p class=["j-state j-state--big j-state--", tone].concat()>
                <span><b>{words.pace_status(figures.status)}</b>{rest}</span>
            </p>
        </div>
    }
    .into_any()
}

fn projection(view: &IndicatorView) -> Option<AnyView> {
    let text = t().pace_projection(&view.figures, &text(&view.unit))?;
    Some(view! { <p class="j-quiet">{text}</p> }.into_any())
}

/// So many rows are shown; older ones are folded away.
const ROWS: usize = 18;

fn table(view: &IndicatorView) -> AnyView {
    let words = t();
    let mut rows = words.table_rows(view);
    let older = rows.split_off(rows.len().min(ROWS));
    let older = (!older.is_empty()).then(|| {
        view! {
            <details class="j-more j-more--first">
                <summary><span>{words.programme_table_older()}</span></summary>
                <div class="j-more__body">{figures_table(view, older)}</div>
            </details>
        }
    });
    view! { <h2 class="j-section">{words.programme_table()}</h2>{figures_table(view, rows)}{older} }
        .into_any()
}

fn figures_table(view: &IndicatorView, rows: Vec<TableRow>) -> AnyView {
    let words = t();
    let rows = rows.into_iter().map(|row| {
        view! {
            <tr>
                <th scope="row">{row.when}</th>
                <td class="j-table__number">{row.value}</td>
                <td class="j-table__number">{row.goal}</td>
            </tr>
        }
    });
    let caption = [&text(&view.name), ", ", &text(&view.unit)].concat();
    view! {
        <table class="j-table">
            <caption>{caption}</caption>
            <thead>
                <tr>
                    <th scope="col">{words.programme_table_when()}</th>
                    <th scope="col" class="j-table__number">{words.programme_table_value()}</th>
                    <th scope="col" class="j-table__number">{words.programme_table_goal()}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// Where the figures come from, when they came and when the next come.
fn about(view: &IndicatorView) -> AnyView {
    let words = t();
    let source = (!view.source.is_empty()).then(|| words.programme_source(&text(&view.source)));
    let last = view
        .last_update
        .map(|date| words.programme_last_update(&time::date_text(date)));
    let next = view.next_update.map(|date| {
        let date = time::date_text(date);
        if view.update_late {
            words.programme_update_late(&date)
        } else {
            words.programme_next_update(&date)
        }
    });
    let lines = [source, last, next]
        .into_iter()
        .flatten()
        .map(|line| view! { <p class="j-quiet">{line}</p> });
    lines.collect_view().into_any()
}

fn files(view: &IndicatorView) -> AnyView {
    let words = t();
    let file = |kind: &str, name: &'static str| {
        let href = ["/api/v1/programme/indicators/", view.id.as_str(), ".", kind].concat();
        view! {
            <a class="hds-button hds-button--supplementary hds-button--small" href=href rel="external" download="">
                {icon(icon::DOWNLOAD)}<span>{name}</span>
            </a>
        }
    };
    view! {
        <div class="j-buttons">
            {file("csv", words.programme_download_csv())}{file("xlsx", words.programme_download_xlsx())}
        </div>
    }
    .into_any()
}
