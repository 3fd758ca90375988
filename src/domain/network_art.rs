//! The pictures Netwise draws of itself: small networks of people, made from a key by arithmetic alone, so that
//! the same key always gives the same picture. Pure and std only; must not import anything outside `domain`.
//!
//! Everything here returns an inline `<svg>` that carries classes and no colours: the stylesheet's
//! `components/art.css` decides how a tie, a person or an island looks in light, dark, forced colours and print.

use std::f64::consts::TAU;
use std::fmt::Write as _;

/// A deterministic stream of numbers: splitmix64 seeded with the FNV-1a hash of a key.
struct Stream(u64);

impl Stream {
    fn from_key(key: &str) -> Self {
        Self(hash(key))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in `low..high`.
    fn between(&mut self, low: f64, high: f64) -> f64 {
        let unit = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        low + unit * (high - low)
    }

    /// A whole number in `0..limit`.
    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

/// FNV-1a, 64 bits.
fn hash(key: &str) -> u64 {
    key.bytes().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// A coordinate with at most one decimal, the shortest way to write it.
fn short(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    if tenths % 10 == 0 {
        format!("{}", tenths / 10)
    } else {
        let sign = if tenths < 0 { "-" } else { "" };
        format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
    }
}

#[derive(Clone, Copy)]
struct Point {
    x: f64,
    y: f64,
}

impl Point {
    fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// The point at an angle and distance from this one.
    fn polar(self, angle: f64, distance: f64) -> Self {
        Self { x: self.x + angle.cos() * distance, y: self.y + angle.sin() * distance }
    }

    fn clamped(self, width: f64, height: f64) -> Self {
        Self { x: self.x.clamp(0.0, width), y: self.y.clamp(0.0, height) }
    }

    fn text(self) -> String {
        format!("{} {}", short(self.x), short(self.y))
    }
}

#[derive(Clone, Copy)]
struct Node {
    at: Point,
    radius: f64,
}

/// From this radius on a node is drawn as a person; below it, as a dot.
const PERSON_RADIUS: f64 = 10.5;

fn draw_node(svg: &mut String, node: Node, lit: bool) {
    let Node { at, radius } = node;
    let (x, y) = (short(at.x), short(at.y));
    if lit {
        let halo = short(radius + 6.5);
        let _ = write!(svg, r#"<circle class="art-halo" cx="{x}" cy="{y}" r="{halo}"/>"#);
    }
    let class = if lit { "art-node art-lit" } else { "art-node" };
    if radius < PERSON_RADIUS {
        let _ = write!(svg, r#"<circle class="{class}" cx="{x}" cy="{y}" r="{}"/>"#, short(radius));
        return;
    }
    let _ = write!(
        svg,
        r#"<g class="{class}"><circle cx="{x}" cy="{y}" r="{}"/><path d="{}"/></g>"#,
        short(radius),
        person(at, radius)
    );
}

/// Head and shoulders inside a disc.
fn person(at: Point, radius: f64) -> String {
    let point = |dx: f64, dy: f64| Point { x: at.x + dx * radius, y: at.y + dy * radius }.text();
    let head = short(radius * 0.29);
    let rim = short(radius * 0.8345);
    format!(
        "M{left} a{head} {head} 0 1 1 {across} 0 a{head} {head} 0 1 1 -{across} 0Z\
         M{west}C{c1} {c2} {east}A{rim} {rim} 0 0 1 {west}Z",
        left = point(-0.29, -0.27),
        across = short(radius * 0.58),
        west = point(-0.58, 0.6),
        c1 = point(-0.5, 0.0),
        c2 = point(0.5, 0.0),
        east = point(0.58, 0.6),
    )
}

/// A long tie between groups: a dashed arc, bowed to one side and kept inside the picture.
fn draw_bridge(svg: &mut String, from: Point, to: Point, bow: f64, width: f64, height: f64) {
    let middle = Point {
        x: f64::midpoint(from.x, to.x) - (to.y - from.y) * bow,
        y: f64::midpoint(from.y, to.y) + (to.x - from.x) * bow,
    }
    .clamped(width, height);
    let _ = write!(svg, r#"<path class="art-bridge" d="M{}Q{} {}"/>"#, from.text(), middle.text(), to.text());
}

/// Straight ties, in one path.
fn draw_ties(svg: &mut String, nodes: &[Node], ties: &[(usize, usize)]) {
    svg.push_str(r#"<path class="art-tie" d=""#);
    for &(a, b) in ties {
        if let (Some(from), Some(to)) = (nodes.get(a), nodes.get(b)) {
            let _ = write!(svg, "M{}L{}", from.at.text(), to.at.text());
        }
    }
    svg.push_str(r#""/>"#);
}

/// The faint grid of a map: meridians and parallels, slightly bowed.
fn draw_graticule(svg: &mut String, width: f64, height: f64, step: f64) {
    svg.push_str(r#"<path class="art-grid" d=""#);
    let mut x = step * 0.5;
    while x < width {
        let bow = (x - width / 2.0) * 0.06;
        let _ = write!(
            svg,
            "M{} 0Q{} {} {} {}",
            short(x),
            short((x + bow).clamp(0.0, width)),
            short(height / 2.0),
            short(x),
            short(height)
        );
        x += step;
    }
    let mut y = step * 0.5;
    while y < height {
        let _ = write!(
            svg,
            "M0 {}Q{} {} {} {}",
            short(y),
            short(width / 2.0),
            short((y + step * 0.12).min(height)),
            short(width),
            short(y)
        );
        y += step;
    }
    svg.push_str(r#""/>"#);
}

/// A closed, softly wobbling outline: the coast of an island or a contour line around it.
fn blob(centre: Point, radius: f64, flat: f64, wobble: &[(f64, f64, f64)]) -> String {
    const CORNERS: usize = 12;
    let points: Vec<Point> = (0..CORNERS)
        .map(|corner| {
            let angle = TAU * corner as f64 / CORNERS as f64;
            let reach =
                wobble.iter().fold(radius, |reach, &(waves, phase, size)| reach + (angle * waves + phase).sin() * size);
            Point { x: centre.x + angle.cos() * reach, y: centre.y + angle.sin() * reach * flat }
        })
        .collect();
    closed_curve(&points)
}

/// A smooth closed curve through the points (Catmull-Rom written as Bézier).
fn closed_curve(points: &[Point]) -> String {
    let count = points.len();
    let at = |index: usize| points[index % count];
    let mut path = format!("M{}", at(0).text());
    for index in 0..count {
        let (before, from, to, after) = (at(index + count - 1), at(index), at(index + 1), at(index + 2));
        let first = Point { x: from.x + (to.x - before.x) / 6.0, y: from.y + (to.y - before.y) / 6.0 };
        let second = Point { x: to.x - (after.x - from.x) / 6.0, y: to.y - (after.y - from.y) / 6.0 };
        let _ = write!(path, "C{} {} {}", first.text(), second.text(), to.text());
    }
    path.push('Z');
    path
}

/// Who is tied to whom: everyone to their nearest, then whatever it takes to leave nobody out.
fn nearest_ties(nodes: &[Node]) -> Vec<(usize, usize)> {
    let mut ties: Vec<(usize, usize)> = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        let mut others: Vec<usize> = (0..nodes.len()).filter(|other| *other != index).collect();
        others.sort_by(|a, b| {
            let left = nodes[*a].at.distance(node.at);
            let right = nodes[*b].at.distance(node.at);
            left.total_cmp(&right).then(a.cmp(b))
        });
        let wanted = if node.radius > 15.0 { 3 } else { 2 };
        for other in others.into_iter().take(wanted) {
            let tie = (index.min(other), index.max(other));
            if !ties.contains(&tie) {
                ties.push(tie);
            }
        }
    }
    loop {
        let reached = reachable(nodes.len(), &ties);
        let mut best: Option<(f64, (usize, usize))> = None;
        for inside in (0..nodes.len()).filter(|index| reached[*index]) {
            for outside in (0..nodes.len()).filter(|index| !reached[*index]) {
                let length = nodes[inside].at.distance(nodes[outside].at);
                if best.is_none_or(|(shortest, _)| length < shortest) {
                    best = Some((length, (inside.min(outside), inside.max(outside))));
                }
            }
        }
        match best {
            Some((_, tie)) => ties.push(tie),
            None => return ties,
        }
    }
}

/// Which nodes can be reached from the first.
fn reachable(count: usize, ties: &[(usize, usize)]) -> Vec<bool> {
    let mut reached = vec![false; count];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    let mut changed = true;
    while changed {
        changed = false;
        for &(a, b) in ties {
            if reached[a] != reached[b] {
                reached[a] = true;
                reached[b] = true;
                changed = true;
            }
        }
    }
    reached
}

/// The hue class that `components/art.css` defines: twelve of them, 30 degrees apart.
pub fn hue_class(hue: u16) -> String {
    format!("hue-{}", (u32::from(hue) + 15) / 30 % 12)
}

const COVER_WIDTH: f64 = 640.0;
const COVER_HEIGHT: f64 = 240.0;

/// A course's cover: 9 to 14 people on a map, tied to their nearest and bridged twice across it.
/// The picture follows the key, the colour follows the hue (in degrees, rounded to one of twelve).
pub fn cover_svg(key: &str, hue: u16) -> String {
    let mut stream = Stream::from_key(key);
    let count = 9 + stream.below(6);
    let nodes = cover_nodes(&mut stream, count);
    let ties = nearest_ties(&nodes);

    let mut svg = format!(
        r#"<svg class="art art-cover {}" viewBox="0 0 640 240" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false"><path class="art-sea" d="M0 0H640V240H0Z"/>"#,
        hue_class(hue)
    );
    draw_graticule(&mut svg, COVER_WIDTH, COVER_HEIGHT, 80.0);
    draw_contours(&mut svg, &mut stream, &nodes);
    for (from, to, bow) in cover_bridges(&mut stream, &nodes, &ties) {
        draw_bridge(&mut svg, from, to, bow, COVER_WIDTH, COVER_HEIGHT);
    }
    draw_ties(&mut svg, &nodes, &ties);
    let second = nodes.len().saturating_sub(1);
    for (index, node) in nodes.iter().enumerate() {
        draw_node(&mut svg, *node, index == 0 || index == second);
    }
    svg.push_str("</svg>");
    svg
}

/// Well-spaced places: of many candidates, each time the one farthest from everybody else.
fn cover_nodes(stream: &mut Stream, count: usize) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::with_capacity(count);
    for index in 0..count {
        let radius = match index {
            0 => stream.between(24.0, 28.0),
            1 | 2 => stream.between(18.0, 22.0),
            3..=5 => stream.between(12.5, 16.0),
            _ => stream.between(4.5, 8.0),
        };
        let margin = radius + 16.0;
        let mut best: Option<(f64, Point)> = None;
        for _ in 0..40 {
            let at = Point {
                x: stream.between(margin, COVER_WIDTH - margin),
                y: stream.between(margin, COVER_HEIGHT - margin),
            };
            let room = nodes.iter().map(|other| at.distance(other.at) - other.radius - radius).fold(1_000.0, f64::min);
            // The first person stands a little off the middle, never in a corner.
            let room = if index == 0 {
                -(at.x - COVER_WIDTH * 0.38).abs().min((at.x - COVER_WIDTH * 0.66).abs())
                    - (at.y - COVER_HEIGHT * 0.5).abs()
            } else {
                room
            };
            if best.is_none_or(|(most, _)| room > most) {
                best = Some((room, at));
            }
        }
        if let Some((_, at)) = best {
            nodes.push(Node { at, radius });
        }
    }
    nodes
}

/// Contour lines around the two largest people, as on a map.
fn draw_contours(svg: &mut String, stream: &mut Stream, nodes: &[Node]) {
    for (node, rings) in nodes.iter().take(2).zip([4_u32, 3]) {
        let turn = stream.between(-30.0, 30.0);
        let flat = stream.between(0.72, 0.9);
        for ring in (1..=rings).rev() {
            let reach = node.radius + 10.0 + 24.0 * f64::from(ring);
            let _ = write!(
                svg,
                r#"<ellipse class="art-contour" cx="{x}" cy="{y}" rx="{}" ry="{}" transform="rotate({} {x} {y})"/>"#,
                short(reach),
                short(reach * flat),
                short(turn),
                x = short(node.at.x),
                y = short(node.at.y),
            );
        }
    }
}

/// Two long ties between people who are far apart and do not know each other yet.
fn cover_bridges(stream: &mut Stream, nodes: &[Node], ties: &[(usize, usize)]) -> Vec<(Point, Point, f64)> {
    let mut far: Vec<(usize, usize)> = Vec::new();
    for a in 0..nodes.len() {
        for b in a + 1..nodes.len() {
            let length = nodes[a].at.distance(nodes[b].at);
            if (190.0..400.0).contains(&length) && !ties.contains(&(a, b)) {
                far.push((a, b));
            }
        }
    }
    let mut bridges = Vec::new();
    for side in [1.0, -1.0] {
        if far.is_empty() {
            break;
        }
        let (a, b) = far.swap_remove(stream.below(far.len()));
        far.retain(|&(c, d)| c != a && d != b && c != b && d != a);
        bridges.push((nodes[a].at, nodes[b].at, side * stream.between(0.16, 0.26)));
    }
    bridges
}

const LANDING_WIDTH: f64 = 800.0;
const LANDING_HEIGHT: f64 = 600.0;

/// An island of the landing picture: where it is, how large, in which hue and how its people stand.
struct Island {
    centre: Point,
    radius: f64,
    hue: u16,
    shape: Shape,
}

/// The shapes groups take.
enum Shape {
    /// Each knows two neighbours.
    Ring,
    /// One knows all.
    Star,
    /// All know all.
    Clique,
    /// One behind the other.
    Chain,
    /// A loose mesh of triangles.
    Mesh,
}

/// The landing page's picture: groups of different shapes on islands, and the person in the middle whose long,
/// weak ties bridge them.
pub fn landing_svg() -> String {
    let mut stream = Stream::from_key("netwise");
    let islands = [
        Island { centre: Point { x: 168.0, y: 142.0 }, radius: 112.0, hue: 150, shape: Shape::Ring },
        Island { centre: Point { x: 628.0, y: 136.0 }, radius: 112.0, hue: 60, shape: Shape::Star },
        Island { centre: Point { x: 664.0, y: 432.0 }, radius: 108.0, hue: 240, shape: Shape::Mesh },
        Island { centre: Point { x: 398.0, y: 508.0 }, radius: 72.0, hue: 330, shape: Shape::Clique },
        Island { centre: Point { x: 144.0, y: 424.0 }, radius: 108.0, hue: 210, shape: Shape::Chain },
    ];
    let you = Node { at: Point { x: 392.0, y: 282.0 }, radius: 40.0 };

    let mut svg =
        String::from(r#"<svg class="art art-landing" viewBox="0 0 800 600" aria-hidden="true" focusable="false">"#);
    draw_graticule(&mut svg, LANDING_WIDTH, LANDING_HEIGHT, 100.0);

    let mut groups = String::new();
    let mut doors = Vec::new();
    for island in &islands {
        let people = island_people(&mut stream, island);
        let ties = island_ties(&island.shape, &people);
        let _ = write!(groups, r#"<g class="{}">"#, hue_class(island.hue));
        draw_coast(&mut groups, &mut stream, island);
        draw_ties(&mut groups, &people, &ties);
        for node in &people {
            draw_node(&mut groups, *node, false);
        }
        groups.push_str("</g>");
        if let Some(door) = people.iter().min_by(|a, b| {
            let left = a.at.distance(you.at) - a.radius;
            left.total_cmp(&(b.at.distance(you.at) - b.radius))
        }) {
            doors.push(*door);
        }
    }
    svg.push_str(&groups);
    for (index, door) in doors.iter().enumerate() {
        let bow = if index % 2 == 0 { 0.14 } else { -0.14 };
        // Stop short of the disc so that the dashes never cross a face.
        let away = (you.at.y - door.at.y).atan2(you.at.x - door.at.x);
        let end = door.at.polar(away, door.radius + 4.0);
        let start = you.at.polar(away, -(you.radius + 12.0));
        draw_bridge(&mut svg, start, end, bow, LANDING_WIDTH, LANDING_HEIGHT);
    }
    // Two groups that found each other without you.
    for (a, b) in [(0_usize, 1_usize), (2, 3)] {
        if let (Some(from), Some(to)) = (doors.get(a), doors.get(b)) {
            let away = (to.at.y - from.at.y).atan2(to.at.x - from.at.x);
            draw_bridge(
                &mut svg,
                from.at.polar(away, from.radius + 4.0),
                to.at.polar(away, -(to.radius + 4.0)),
                -0.2,
                LANDING_WIDTH,
                LANDING_HEIGHT,
            );
        }
    }
    draw_node(&mut svg, you, true);
    svg.push_str("</svg>");
    svg
}

/// The coast and two depth lines around an island.
fn draw_coast(svg: &mut String, stream: &mut Stream, island: &Island) {
    let wobble = [
        (2.0, stream.between(0.0, TAU), island.radius * 0.06),
        (3.0, stream.between(0.0, TAU), island.radius * 0.05),
        (5.0, stream.between(0.0, TAU), island.radius * 0.02),
    ];
    for (class, grow) in [("art-shoal", 18.0), ("art-shoal", 9.0), ("art-land", 0.0)] {
        let outline = blob(island.centre, island.radius + grow, 0.86, &wobble);
        let _ = write!(svg, r#"<path class="{class}" d="{outline}"/>"#);
    }
}

/// Where an island's people stand.
fn island_people(stream: &mut Stream, island: &Island) -> Vec<Node> {
    let centre = island.centre;
    let span = island.radius;
    let mut people = Vec::new();
    let mut add = |x: f64, y: f64, radius: f64| {
        people.push(Node { at: Point { x: centre.x + x * span, y: centre.y + y * span }, radius });
    };
    match island.shape {
        Shape::Ring => {
            for place in 0..7 {
                let angle = TAU * f64::from(place) / 7.0 + 0.35;
                let reach = stream.between(0.54, 0.64);
                let radius = if place % 2 == 0 { 16.0 } else { 11.0 };
                add(angle.cos() * reach, angle.sin() * reach * 0.86, radius);
            }
        }
        Shape::Star => {
            add(0.0, 0.0, 22.0);
            for place in 0..8 {
                let angle = TAU * f64::from(place) / 8.0 + 0.2;
                let reach = stream.between(0.56, 0.72);
                let radius = if place % 3 == 0 { 12.0 } else { 7.0 };
                add(angle.cos() * reach, angle.sin() * reach * 0.82, radius);
            }
        }
        Shape::Clique => {
            for place in 0..5 {
                let angle = TAU * f64::from(place) / 5.0 - TAU / 4.0;
                add(angle.cos() * 0.52, angle.sin() * 0.46, 12.0);
            }
        }
        Shape::Chain => {
            for (x, y, radius) in [
                (-0.62, 0.3, 8.0),
                (-0.4, -0.1, 12.0),
                (-0.06, 0.16, 16.0),
                (0.22, -0.24, 12.0),
                (0.58, -0.12, 17.0),
                (0.36, 0.4, 7.0),
            ] {
                add(x, y, radius);
            }
        }
        Shape::Mesh => {
            for (x, y, radius) in [
                (-0.6, -0.12, 16.0),
                (-0.16, -0.46, 9.0),
                (-0.14, 0.06, 12.0),
                (0.3, -0.2, 18.0),
                (0.64, 0.12, 8.0),
                (0.22, 0.38, 12.0),
                (-0.32, 0.46, 8.0),
            ] {
                add(x, y, radius);
            }
        }
    }
    people
}

/// Who knows whom on an island.
fn island_ties(shape: &Shape, people: &[Node]) -> Vec<(usize, usize)> {
    let count = people.len();
    match shape {
        Shape::Ring => (0..count).map(|index| (index, (index + 1) % count)).collect(),
        Shape::Star => (1..count).map(|index| (0, index)).collect(),
        Shape::Chain => (1..count).map(|index| (index - 1, index)).collect(),
        Shape::Clique => (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b))).collect(),
        Shape::Mesh => nearest_ties(people),
    }
}

/// The background of a certificate: a fine woven band around the sheet and a rosette in its middle, in the manner of
/// banknotes, different for every key. Two nested pictures: the band takes any proportion, the rosette stays round.
pub fn certificate_pattern_svg(key: &str) -> String {
    const WIDTH: f64 = 1120.0;
    const HEIGHT: f64 = 792.0;
    let mut stream = Stream::from_key(key);
    let id = format!("weave-{:08x}", hash(key) as u32);

    let mut svg = String::from(
        r#"<svg class="art art-weave" aria-hidden="true" focusable="false"><svg viewBox="0 0 1120 792" preserveAspectRatio="none">"#,
    );

    // The band: on each side, strands of the same wave shifted against each other, meeting at small nodes.
    let inset = 30.0;
    let swing = stream.between(9.0, 12.0);
    let half_waves = 2 * (14 + stream.below(5));
    let strands = 3 + stream.below(2);
    let across = WIDTH - 2.0 * inset;
    let down = HEIGHT - 2.0 * inset;
    let down_waves = 2 * ((half_waves as f64 * down / across / 2.0).round() as usize).max(4);
    for (from, along_x, length, waves) in [
        (Point { x: inset, y: inset }, true, across, half_waves),
        (Point { x: inset, y: HEIGHT - inset }, true, across, half_waves),
        (Point { x: inset, y: inset }, false, down, down_waves),
        (Point { x: WIDTH - inset, y: inset }, false, down, down_waves),
    ] {
        draw_strands(&mut svg, from, along_x, length, waves, swing, strands);
    }

    // The rosettes: one petalled curve, turned again and again; they stay round whatever the sheet's proportion.
    svg.push_str(r#"</svg><svg viewBox="180 16 760 760">"#);
    let centre = Point { x: WIDTH / 2.0, y: HEIGHT / 2.0 };
    for (ring, reach, copies) in [(0_usize, 300.0, 12_u32), (1, 168.0, 9)] {
        let petals = 5 + stream.below(5);
        let depth = stream.between(0.16, 0.3);
        let phase = stream.between(0.0, TAU);
        let points: Vec<Point> = (0..petals * 8)
            .map(|step| {
                let angle = TAU * step as f64 / (petals * 8) as f64;
                let wave = (angle * petals as f64 + phase).cos();
                let echo = (angle * (petals * 2) as f64 - phase).sin();
                centre.polar(angle, reach * (1.0 - depth + depth * wave + 0.05 * echo))
            })
            .collect();
        let _ = write!(svg, r#"<path class="art-strand" id="{id}-{ring}" d="{}"/>"#, closed_curve(&points));
        for copy in 1..copies {
            let turn = 360.0 / petals as f64 * f64::from(copy) / f64::from(copies);
            let _ =
                write!(svg, r##"<use href="#{id}-{ring}" transform="rotate({} {})"/>"##, short(turn), centre.text());
        }
    }
    svg.push_str("</svg></svg>");
    svg
}

/// Waves along one side of the certificate, and a node wherever they all meet.
fn draw_strands(
    svg: &mut String,
    from: Point,
    along_x: bool,
    length: f64,
    half_waves: usize,
    swing: f64,
    strands: usize,
) {
    let place = |along: f64, aside: f64| {
        if along_x {
            Point { x: from.x + along, y: from.y + aside }
        } else {
            Point { x: from.x + aside, y: from.y + along }
        }
        .text()
    };
    let step = length / half_waves as f64;
    svg.push_str(r#"<path class="art-strand" d=""#);
    for strand in 0..strands {
        let height = swing * (2.0 - 1.25 * strand as f64 / strands as f64);
        for side in [1.0, -1.0] {
            let _ = write!(svg, "M{}Q{} {}", place(0.0, 0.0), place(step / 2.0, side * height), place(step, 0.0));
            for wave in 2..=half_waves {
                let _ = write!(svg, "T{}", place(step * wave as f64, 0.0));
            }
        }
    }
    svg.push_str(r#""/><path class="art-knot" d=""#);
    for wave in 0..=half_waves {
        let _ = write!(svg, "M{}h0", place(step * wave as f64, 0.0));
    }
    svg.push_str(r#""/>"#);
}

/// An empty page's picture: three people, and a place kept for someone who has not come yet.
pub fn empty_state_svg() -> String {
    let nodes = [
        Node { at: Point { x: 74.0, y: 92.0 }, radius: 22.0 },
        Node { at: Point { x: 142.0, y: 44.0 }, radius: 15.0 },
        Node { at: Point { x: 128.0, y: 126.0 }, radius: 12.0 },
        Node { at: Point { x: 28.0, y: 44.0 }, radius: 6.0 },
    ];
    let vacant = Node { at: Point { x: 204.0, y: 96.0 }, radius: 20.0 };
    let mut svg =
        String::from(r#"<svg class="art art-empty hue-8" viewBox="0 0 240 160" aria-hidden="true" focusable="false">"#);
    let coast = blob(Point { x: 120.0, y: 82.0 }, 96.0, 0.72, &[(2.0, 0.6, 6.0), (3.0, 2.1, 5.0)]);
    let _ = write!(svg, r#"<path class="art-land" d="{coast}"/>"#);
    draw_bridge(&mut svg, nodes[1].at, vacant.at, 0.14, 240.0, 160.0);
    draw_bridge(&mut svg, nodes[2].at, vacant.at, -0.14, 240.0, 160.0);
    draw_ties(&mut svg, &nodes, &[(0, 1), (0, 2), (1, 2), (0, 3)]);
    for node in nodes {
        draw_node(&mut svg, node, false);
    }
    let _ = write!(
        svg,
        r#"<circle class="art-vacant" cx="{}" cy="{}" r="{}"/></svg>"#,
        short(vacant.at.x),
        short(vacant.at.y),
        short(vacant.radius)
    );
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 6] = ["", "a", "pln-foundations", "digital-footprint", "ÅØ", "x-1-2-3"];

    fn every_picture() -> Vec<(String, f64, f64)> {
        let mut pictures = vec![(landing_svg(), LANDING_WIDTH, LANDING_HEIGHT), (empty_state_svg(), 240.0, 160.0)];
        for key in KEYS {
            pictures.push((cover_svg(key, 200), COVER_WIDTH, COVER_HEIGHT));
            pictures.push((certificate_pattern_svg(key), 1120.0, 792.0));
        }
        for seed in 0..400 {
            pictures.push((cover_svg(&format!("course-{seed}"), 0), COVER_WIDTH, COVER_HEIGHT));
        }
        pictures
    }

    /// The absolute points of a path, or the values of an attribute.
    fn attribute<'a>(svg: &'a str, name: &str) -> Vec<&'a str> {
        svg.split(&format!(" {name}=\"")).skip(1).filter_map(|rest| rest.split('"').next()).collect()
    }

    fn points(path: &str) -> Vec<(f64, f64)> {
        let mut found = Vec::new();
        let mut command = ' ';
        let mut text = String::new();
        let mut flush = |command: char, text: &str| {
            let numbers: Vec<f64> = text.split_whitespace().map(|number| number.parse().unwrap_or(f64::NAN)).collect();
            match command {
                'M' | 'L' | 'Q' | 'C' | 'T' => {
                    assert_eq!(numbers.len() % 2, 0, "pairs in {command}{text}");
                    found.extend(numbers.chunks(2).map(|pair| (pair[0], pair[1])));
                }
                'A' => found.push((numbers[5], numbers[6])),
                _ => {}
            }
        };
        for character in path.chars() {
            if character.is_ascii_alphabetic() {
                flush(command, &text);
                command = character;
                text.clear();
            } else {
                text.push(character);
            }
        }
        flush(command, &text);
        found
    }

    #[test]
    fn the_same_key_gives_the_same_picture() {
        for key in KEYS {
            assert_eq!(cover_svg(key, 30), cover_svg(key, 30));
            assert_eq!(certificate_pattern_svg(key), certificate_pattern_svg(key));
        }
        assert_eq!(landing_svg(), landing_svg());
        assert_eq!(empty_state_svg(), empty_state_svg());
    }

    #[test]
    fn different_keys_give_different_pictures() {
        for (index, key) in KEYS.iter().enumerate() {
            for other in &KEYS[index + 1..] {
                assert_ne!(cover_svg(key, 30), cover_svg(other, 30));
                assert_ne!(certificate_pattern_svg(key), certificate_pattern_svg(other));
            }
        }
    }

    #[test]
    fn every_point_is_inside_its_view_box() {
        for (svg, width, height) in every_picture() {
            for path in attribute(&svg, "d") {
                for (x, y) in points(path) {
                    assert!((0.0..=width).contains(&x), "x {x} in {svg}");
                    assert!((0.0..=height).contains(&y), "y {y} in {svg}");
                }
            }
            for (name, limit) in [("cx", width), ("cy", height)] {
                for value in attribute(&svg, name) {
                    let value: f64 = value.parse().unwrap_or(f64::NAN);
                    assert!((0.0..=limit).contains(&value), "{name} {value}");
                }
            }
        }
    }

    #[test]
    fn pictures_are_hidden_from_readers_and_carry_no_inline_style() {
        for (svg, _, _) in every_picture() {
            assert!(svg.contains(r#"aria-hidden="true""#));
            assert!(!svg.contains("style="));
            assert!(!svg.contains("NaN") && !svg.contains("inf"));
            assert!(svg.starts_with("<svg") && svg.ends_with("</svg>"));
        }
    }

    #[test]
    fn a_cover_shows_nine_to_fourteen_people_of_whom_two_are_lit() {
        let mut counts = std::collections::BTreeSet::new();
        for seed in 0..400 {
            let svg = cover_svg(&format!("course-{seed}"), 0);
            let people = svg.matches("art-node").count();
            assert!((9..=14).contains(&people), "{people}");
            assert_eq!(svg.matches("art-lit").count(), 2);
            counts.insert(people);
        }
        assert_eq!(counts.len(), 6);
    }

    #[test]
    fn nobody_is_left_out() {
        for seed in 0..400 {
            let mut stream = Stream::from_key(&format!("course-{seed}"));
            let count = 9 + stream.below(6);
            let nodes = cover_nodes(&mut stream, count);
            let ties = nearest_ties(&nodes);
            assert!(reachable(nodes.len(), &ties).into_iter().all(|reached| reached));
        }
    }

    #[test]
    fn people_do_not_overlap() {
        for seed in 0..400 {
            let mut stream = Stream::from_key(&format!("course-{seed}"));
            let nodes = cover_nodes(&mut stream, 14);
            for (index, node) in nodes.iter().enumerate() {
                for other in &nodes[index + 1..] {
                    let gap = node.at.distance(other.at) - node.radius - other.radius;
                    assert!(gap > 0.0, "course-{seed}: {gap}");
                }
            }
        }
    }

    #[test]
    fn hues_round_to_the_nearest_class() {
        assert_eq!(hue_class(0), "hue-0");
        assert_eq!(hue_class(14), "hue-0");
        assert_eq!(hue_class(15), "hue-1");
        assert_eq!(hue_class(200), "hue-7");
        assert_eq!(hue_class(350), "hue-0");
        assert_eq!(hue_class(u16::MAX), "hue-1");
    }

    #[test]
    fn a_cover_stays_small() {
        for key in KEYS {
            assert!(cover_svg(key, 0).len() < 6_000);
            assert!(certificate_pattern_svg(key).len() < 40_000);
        }
        assert!(landing_svg().len() < 20_000);
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(short(1.0), "1");
        assert_eq!(short(-0.04), "0");
        assert_eq!(short(-0.5), "-0.5");
        assert_eq!(short(12.34), "12.3");
    }
}
