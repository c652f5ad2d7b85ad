//! Charts and bars as SVG text, the same for the server's pages and for the app.
//!
//! Drawn by hand: text and dots keep their size at every width because places are given in per cent, and only the
//! lines are stretched. No colour alone says anything; the same figures stand beside each drawing in words.

use crate::Words;
use crate::programme::{period, whole};
use jaettu_domain::programme::api::{IndicatorCard, IndicatorView, StateCount};
use jaettu_domain::programme::chart::{Chart, Mark, Place, chart};
use jaettu_domain::programme::indicator::Point;
use jaettu_domain::programme::timeline::Tally;
use std::fmt::Write as _;

/// Where the lines of a chart begin and how high they are, in pixels.
const TOP: f64 = 24.0;
const HEIGHT: f64 = 216.0;

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn polyline(class: &str, places: impl IntoIterator<Item = Place>) -> String {
    let mut points = String::new();
    for (x, y) in places {
        let _ = write!(points, "{},{} ", tenth(x), tenth(y));
    }
    format!("<polyline{class} points=\"{}\"/>", points.trim_end())
}

/// A place with one decimal, `41.5`.
fn tenth(value: f64) -> String {
    let tenths = whole(value.max(0.0) * 10.0);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// How high a place of the chart is, in pixels.
fn pixel((_, y): Place) -> f64 {
    TOP + y * HEIGHT / 100.0
}

/// The totals of an indicator, without their parts.
fn totals(view: &IndicatorView) -> Vec<Point> {
    let totals = view.values.iter().filter(|value| value.category.is_none());
    totals
        .map(|value| Point {
            date: value.date,
            value: value.value,
        })
        .collect()
}

impl Words {
    /// The chart of an indicator with its legend; empty when nothing has been measured.
    pub fn indicator_chart(self, view: &IndicatorView) -> String {
        let Some(chart) = chart(&totals(view), &view.goals, &view.figures) else {
            return String::new();
        };
        let mut svg = String::from("<svg class=\"j-chart\" role=\"img\" aria-labelledby=\"ct cd\">");
        let _ = write!(
            svg,
            "<title id=\"ct\">{}</title>",
            escape(&self.chart_title(view, &chart))
        );
        let _ = write!(svg, "<desc id=\"cd\">{}</desc>", escape(&self.chart_text(view)));
        for (y, _) in &chart.steps {
            let y = tenth(pixel((0.0, *y)));
            let _ = write!(svg, "<line x1=\"0\" x2=\"100%\" y1=\"{y}\" y2=\"{y}\"/>");
        }
        let _ = write!(
            svg,
            "<svg x=\"0\" y=\"24\" width=\"100%\" height=\"216\" viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\">"
        );
        if let Some((from, to)) = chart.needed {
            svg += &polyline(" class=\"j-chart__needed\"", [from, to]);
        }
        if let Some((from, to)) = chart.pace {
            svg += &polyline(" class=\"j-chart__pace\"", [from, to]);
        }
        svg += &polyline("", chart.line.iter().map(|mark| mark.at));
        svg += "</svg>";
        self.marks(&mut svg, &chart);
        svg += "</svg>";
        svg + &self.legend(&chart)
    }

    fn chart_title(self, view: &IndicatorView, chart: &Chart) -> String {
        let years = chart.years();
        let year = |end: Option<&(f64, i32)>| end.map_or_else(String::new, |(_, year)| year.to_string());
        self.programme_chart(
            &year(years.first()),
            view.name.get(self.language()),
            &year(years.last()),
        )
    }

    fn chart_text(self, view: &IndicatorView) -> String {
        let unit = view.unit.get(self.language());
        let shown =
            |point: Option<Point>| point.map_or_else(String::new, |point| self.with_unit(point.value, unit));
        let ends = self.programme_chart_text(&shown(view.figures.latest), &shown(view.figures.start));
        let status = self.pace_status(view.figures.status);
        [&ends, " ", status, ". ", &self.pace_sentence(&view.figures)].concat()
    }

    /// Dots and labels, after the lines so that they lie on them.
    fn marks(self, svg: &mut String, chart: &Chart) {
        // Many values make a line; only few are worth a dot each.
        let dots = if chart.line.len() > 24 {
            &chart.line[chart.line.len() - 1..]
        } else {
            &chart.line[..]
        };
        for Mark { at, .. } in dots {
            let _ = write!(
                svg,
                "<circle cx=\"{}%\" cy=\"{}\" r=\"5\"/>",
                tenth(at.0),
                tenth(pixel(*at))
            );
        }
        for Mark { at, .. } in &chart.goals {
            let _ = write!(
                svg,
                "<circle class=\"j-chart__goal\" cx=\"{}%\" cy=\"{}\" r=\"7\"/>",
                tenth(at.0),
                tenth(pixel(*at))
            );
        }
        for (y, value) in &chart.steps {
            let _ = write!(
                svg,
                "<text x=\"0\" y=\"{}\">{}</text>",
                tenth(pixel((0.0, *y)) - 6.0),
                self.number(*value)
            );
        }
        if let Some(Mark { at, point }) = chart.line.last() {
            label(svg, *at, -14.0, &self.number(point.value));
        }
        if let Some(Mark { at, point }) = chart.goals.last() {
            // On the side that the lines do not come from.
            let falls = chart.line.last().is_some_and(|latest| latest.at.1 < at.1) && at.1 < 88.0;
            let shift = if falls { 26.0 } else { -14.0 };
            label(
                svg,
                *at,
                shift,
                &[self.programme_table_goal(), " ", &self.number(point.value)].concat(),
            );
        }
        let bottom = tenth(TOP + HEIGHT + 24.0);
        for (x, year) in chart.years() {
            let _ = write!(
                svg,
                "<text x=\"{}%\" y=\"{bottom}\"{}>{year}</text>",
                tenth(x),
                anchor(x)
            );
        }
    }

    fn legend(self, chart: &Chart) -> String {
        let mut items = vec![("", self.programme_legend_actual())];
        if chart.needed.is_some() {
            items.push(("j-chart__needed", self.programme_legend_needed()));
        }
        if chart.pace.is_some() {
            items.push(("j-chart__pace", self.programme_legend_pace()));
        }
        let mut list = String::from("<ul class=\"j-legend\" role=\"list\">");
        for (class, name) in items {
            let _ = write!(
                list,
                "<li><svg viewBox=\"0 0 32 12\" class=\"j-chart\" aria-hidden=\"true\">\
                 <polyline class=\"{class}\" points=\"0,6 32,6\"/></svg>{name}</li>"
            );
        }
        list + "</ul>"
    }

    /// A bar of all actions by state, with the same in words for those who do not see it.
    pub fn state_bar(self, states: &[StateCount]) -> String {
        let order = ["done", "active", "late", "planned", "cancelled"];
        let part = |tone: &str| -> usize {
            let of = states
                .iter()
                .filter(|count| crate::programme::tone(count.state) == tone);
            of.map(|count| count.actions).sum()
        };
        let parts: Vec<String> = states
            .iter()
            .map(|count| [self.action_state(count.state), " ", &count.actions.to_string()].concat())
            .collect();
        let total: usize = states.iter().map(|count| count.actions).sum();
        let label = self.programme_bar(&parts.join(", "), &total.to_string());
        let drawn = order.map(|tone| (tone, part(tone)));
        bar(
            &drawn,
            "j-bar j-bar--summary",
            &format!("role=\"img\" aria-label=\"{}\"", escape(&label)),
        )
    }

    /// The line of an indicator in a card.
    pub fn sparkline(self, card: &IndicatorCard) -> String {
        let Some(drawn) = chart(&card.totals, &[], &card.figures).filter(|drawn| drawn.line.len() > 1) else {
            return String::new();
        };
        let label = [card.name.get(self.language()), ": ", &self.indicator_line(card)].concat();
        let places = drawn.line.iter().map(|mark| (mark.at.0, 3.0 + mark.at.1 * 0.34));
        format!(
            "<svg class=\"j-spark\" viewBox=\"0 0 100 40\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{}\">{}</svg>",
            escape(&label),
            polyline("", places)
        )
    }

    /// When a figure is from: `2025`, `10/2026`.
    pub fn figure_when(self, view: &IndicatorView, point: Point) -> String {
        period(point.date, view.resolution)
    }
}

/// Labels at the edges stay inside.
const fn anchor(x: f64) -> &'static str {
    if x < 8.0 {
        ""
    } else if x > 92.0 {
        " text-anchor=\"end\""
    } else {
        " text-anchor=\"middle\""
    }
}

fn label(svg: &mut String, at: Place, shift: f64, text: &str) {
    let _ = write!(
        svg,
        "<text class=\"j-chart__value\" x=\"{}%\" y=\"{}\"{}>{}</text>",
        tenth(at.0),
        tenth(pixel(at) + shift),
        anchor(at.0),
        escape(text)
    );
}

/// The bar of an action's tasks; silent, since the numbers stand beside it.
pub fn task_bar(tally: &Tally) -> String {
    let parts = [
        ("done", tally.done),
        ("late", tally.late),
        ("active", tally.now),
        ("planned", tally.next),
    ];
    if tally.total == 0 {
        String::new()
    } else {
        bar(&parts, "j-bar", "aria-hidden=\"true\"")
    }
}

/// Parts side by side; each kind has its height, so that the bar can be read without colours.
fn bar(parts: &[(&str, usize)], class: &str, attributes: &str) -> String {
    let total: usize = parts.iter().map(|(_, count)| count).sum();
    let mut svg = format!(
        "<svg class=\"{class}\" viewBox=\"0 0 {total} 1\" preserveAspectRatio=\"none\" {attributes}>"
    );
    let mut x = 0;
    for (tone, count) in parts.iter().filter(|(_, count)| *count > 0) {
        let (y, height) = match *tone {
            "late" => ("0", "1"),
            "planned" | "cancelled" => ("0.8", "0.2"),
            _ => ("0.35", "0.65"),
        };
        let _ = write!(
            svg,
            "<rect class=\"j-bar__{tone}\" x=\"{x}\" y=\"{y}\" width=\"{count}\" height=\"{height}\"/>"
        );
        x += count;
    }
    svg + "</svg>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_shows_every_part_once_and_nothing_that_is_not_there() {
        let tally = Tally {
            done: 2,
            total: 6,
            late: 3,
            now: 0,
            next: 1,
            cancelled: 4,
        };
        let svg = task_bar(&tally);
        assert!(svg.contains("viewBox=\"0 0 6 1\""), "{svg}");
        assert_eq!(svg.matches("<rect").count(), 3);
        assert_eq!(task_bar(&Tally::default()), "");
    }

    #[test]
    fn names_cannot_break_out_of_a_drawing() {
        assert_eq!(escape("<b> & \"x\""), "&lt;b&gt; &amp; &quot;x&quot;");
    }
}
