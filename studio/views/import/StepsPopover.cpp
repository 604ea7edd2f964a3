#include "studio/views/import/StepsPopover.h"

#include "studio/api/Text.h"
#include "studio/domain/ImportSteps.h"
#include "studio/kit/Button.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Select.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/kit/Theme.h"
#include "studio/views/import/ImportMetrics.h"

#include <QBoxLayout>
#include <QLocale>

#include <array>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

using Kind = ImportStep::Kind;

constexpr std::array kStepKinds{Kind::Trim,
                                Kind::Lower,
                                Kind::Upper,
                                Kind::Title,
                                Kind::Split,
                                Kind::Replace,
                                Kind::ReplacePattern,
                                Kind::DateFormat,
                                Kind::Decimal,
                                Kind::Constant,
                                Kind::Expression,
                                Kind::Lookup};

QString kindWords(Kind kind)
{
    switch (kind) {
    case Kind::Trim:
        return StepsPopover::tr("Trim");
    case Kind::Lower:
        return StepsPopover::tr("Lower case");
    case Kind::Upper:
        return StepsPopover::tr("Upper case");
    case Kind::Title:
        return StepsPopover::tr("First letters upper");
    case Kind::Split:
        return StepsPopover::tr("Split");
    case Kind::Replace:
        return StepsPopover::tr("Replace");
    case Kind::ReplacePattern:
        return StepsPopover::tr("Replace a pattern");
    case Kind::DateFormat:
        return StepsPopover::tr("Date of the form");
    case Kind::Decimal:
        return StepsPopover::tr("Decimal sign");
    case Kind::Constant:
        return StepsPopover::tr("Constant");
    case Kind::Expression:
        return StepsPopover::tr("From columns");
    case Kind::Lookup:
        return StepsPopover::tr("Look up");
    }
    return {};
}

/// What stands in the fields of a step while they are empty; no words, no field.
std::pair<QString, QString> hintsOf(Kind kind)
{
    switch (kind) {
    case Kind::Split:
        return {StepsPopover::tr("at"), StepsPopover::tr("part; empty: a list")};
    case Kind::Replace:
        return {StepsPopover::tr("text"), StepsPopover::tr("by")};
    case Kind::ReplacePattern:
        return {StepsPopover::tr("regular expression"), StepsPopover::tr("by")};
    case Kind::DateFormat:
        return {u"dd.MM.yyyy"_s, {}};
    case Kind::Decimal:
        return {u","_s, {}};
    case Kind::Constant:
        return {StepsPopover::tr("value"), {}};
    case Kind::Expression:
        return {u"{first} {last}"_s, {}};
    case Kind::Lookup:
        return {u"D=Germany; F=France"_s, {}};
    case Kind::Trim:
    case Kind::Lower:
    case Kind::Upper:
    case Kind::Title:
        break;
    }
    return {};
}

} // namespace

QString StepsPopover::summary(const std::vector<ImportStep> &steps)
{
    QStringList words;
    for (const ImportStep &step : steps) {
        words.append(kindWords(step.kind));
    }
    return words.join(u" · "_s);
}

StepsPopover::StepsPopover(const QString &column,
                           const std::vector<ImportStep> &steps,
                           const QString &sample,
                           QWidget *parent)
    : Popover(parent)
    , m_steps(steps)
    , m_sample(sample)
    , m_rows(new QVBoxLayout)
    , m_result(new Text({}, TextRole::Small, Color::TextMuted))
{
    setObjectName(u"import.steps"_s);
    setAccessibleName(tr("Changes of %1").arg(column));
    setDeleteOnClose(true);
    setPadding(space::k4);
    keepScaled(this, Extent::Width, import::kStepsWidth);
    body()->setSpacing(space::k3);
    body()->addWidget(new Text(tr("Changes of %1").arg(column), TextRole::BaseStrong));
    m_rows->setSpacing(space::k3);
    body()->addLayout(m_rows);
    m_result->setOverflow(Text::Overflow::Wrap);
    body()->addWidget(m_result);
    auto *add = new Button(u"plus"_s, tr("Add a change"), ButtonVariant::Ghost);
    add->setObjectName(u"import.steps.add"_s);
    add->setControlSize(ControlSize::Small);
    body()->addWidget(add, 0, Qt::AlignLeading);
    connect(add, &Button::clicked, this, [this] {
        m_steps.push_back({});
        rebuild();
        publish();
    });
    rebuild();
    publish();
    add->setFocus();
}

void StepsPopover::rebuild()
{
    clearLayout(m_rows);
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        m_rows->addWidget(makeRow(i));
    }
    adjustSize();
}

QWidget *StepsPopover::makeRow(std::size_t index)
{
    const ImportStep step = m_steps[index];
    const QString at = QString::number(index + 1);
    auto *line = new QWidget;
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::k2);
    auto *kind = new Select;
    kind->setObjectName(u"import.steps.kind."_s + at);
    kind->setAccessibleName(tr("Change %1").arg(index + 1));
    keepScaled(kind, Extent::Width, import::kSmallSelect);
    QVector<SelectOption> options;
    for (const Kind each : kStepKinds) {
        options.append({.key = QString::number(static_cast<int>(each)), .text = kindWords(each)});
    }
    kind->setOptions(options);
    kind->setCurrentKey(QString::number(static_cast<int>(step.kind)));
    row->addWidget(kind);
    const auto [firstHint, secondHint] = hintsOf(step.kind);
    const auto addField = [&](const QString &name, const QString &hint, QString ImportStep::*text) {
        if (hint.isEmpty()) {
            return;
        }
        auto *field = new TextField(hint);
        field->setObjectName(u"import.steps.%1.%2"_s.arg(name, at));
        field->setAccessibleName(hint);
        field->setText(step.*text);
        row->addWidget(field, 1);
        connect(field, &TextField::textEdited, this, [this, index, text](const QString &now) {
            m_steps[index].*text = now;
            publish();
        });
    };
    addField(u"first"_s, firstHint, &ImportStep::first);
    addField(u"second"_s, secondHint, &ImportStep::second);
    if (firstHint.isEmpty()) {
        row->addStretch();
    }
    auto *remove = new IconButton(u"x"_s, tr("Remove change %1").arg(index + 1));
    remove->setObjectName(u"import.steps.remove."_s + at);
    row->addWidget(remove);
    connect(kind, &Select::currentChanged, this, [this, index](const QString &key) {
        m_steps[index] = {.kind = static_cast<Kind>(key.toInt())};
        if (m_steps[index].kind == Kind::DateFormat) {
            m_steps[index].first = u"dd.MM.yyyy"_s;
        } else if (m_steps[index].kind == Kind::Decimal) {
            m_steps[index].first = u","_s;
        }
        rebuild();
        publish();
    });
    connect(remove, &IconButton::clicked, this, [this, index] {
        m_steps.erase(m_steps.begin() + static_cast<std::ptrdiff_t>(index));
        rebuild();
        publish();
    });
    return line;
}

void StepsPopover::publish()
{
    const auto result = ImportSteps(m_steps).apply(
        m_sample, [](const QString &column) { return QString(u'<' + column + u'>'); });
    m_result->setText(m_steps.empty() ? tr("Values go as they are.")
                          : result    ? tr("%1 becomes %2").arg(m_sample, *result)
                                      : toQString(result.error().message));
    m_result->setColor(result ? Color::TextMuted : Color::Warning);
    emit stepsChanged(m_steps);
}

} // namespace socle::studio
