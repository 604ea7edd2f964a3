#include "studio/views/server/SettingRow.h"

#include "studio/api/Text.h"
#include "studio/domain/CronWords.h"
#include "studio/kit/Fields.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Select.h"
#include "studio/kit/Switch.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/views/server/ServerMetrics.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

using Kind = ServerSetting::Kind;

/// Addresses of the server, of its mail and of the people it is open to.
bool isPrivate(const QString &path)
{
    static const QStringList paths{u"meta.appURL"_s,
                                   u"meta.senderAddress"_s,
                                   u"smtp.host"_s,
                                   u"smtp.username"_s,
                                   u"superuserIPs"_s};
    return paths.contains(path);
}

JsonArray linesOf(const QString &text)
{
    JsonArray list;
    for (const QString &line : text.split(u'\n')) {
        if (!line.trimmed().isEmpty()) {
            list.push_back(Json(toUtf8(line.trimmed())));
        }
    }
    return list;
}

QString joined(const Json &list)
{
    QStringList lines;
    for (const Json &one : list.array()) {
        lines << toQString(one.text());
    }
    return lines.join(u'\n');
}

QVector<SelectOption> choicesOf(const ServerSetting &setting)
{
    QVector<SelectOption> options;
    for (const QString &choice : settingText(setting.choices).split(u'|')) {
        options.append({.key = choice.section(u'=', 0, 0), .text = choice.section(u'=', 1)});
    }
    return options;
}

/// A choice is a number on the wire where the settings have numbers (log levels).
QString keyOf(const Json &value)
{
    return value.isNumber() ? QString::number(value.toInt()) : toQString(value.text());
}

/// A colour as text, with a swatch of it.
class ColourField : public TextField
{
public:
    ColourField() { setTrailingHint(u"      "_s); }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        TextField::paintEvent(event);
        const QColor colour(text());
        if (colour.isValid()) {
            QPainter painter(this);
            painter.setRenderHint(QPainter::Antialiasing);
            const double side = height() - 2 * space::k3;
            drawRounded(&painter,
                        mirrored(layoutDirection(),
                                 rect(),
                                 {width() - side - space::k3, double(space::k3), side, side}),
                        radius::kSm,
                        colour,
                        colorOf(Color::Border));
        }
    }
};

} // namespace

SettingRow::SettingRow(const ServerSetting &setting, SettingsDraft &draft, QWidget *parent)
    : SettingLine(settingText(setting.title), settingText(setting.help), parent)
    , m_setting(setting)
    , m_draft(draft)
{
    setObjectName(u"settings.line."_s + path());
    makeControl();
    m_control->setObjectName(u"settings.field."_s + path());
    Privacy::guard(m_control, isPrivate(path()));
    m_control->setAccessibleName(settingText(setting.title));
    if (setting.kind != Kind::Switch) {
        keepScaled(m_control, Extent::Width, server::kControl);
    } else {
        m_control->setToolTip(settingText(setting.title));
    }
    addControl(m_control);
    connect(this, &SettingLine::undoRequested, this, [this] { m_draft.revert(path()); });
    connect(&draft, &SettingsDraft::changed, this, &SettingRow::display);
    display();
}

void SettingRow::makeControl()
{
    const auto write = [this](const Json &value) { m_draft.setValue(path(), value); };
    switch (m_setting.kind) {
    case Kind::Switch: {
        auto *control = new Switch;
        control->setCheckable(true);
        connect(control, &QAbstractButton::clicked, this, [write](bool on) { write(on); });
        m_control = control;
        return;
    }
    case Kind::Number: {
        auto *control = new NumberField;
        control->setIntegerOnly(true);
        control->setTrailingHint(settingText(m_setting.unit));
        connect(control, &NumberField::valueChanged, this, [write](std::optional<double> value) {
            write(static_cast<std::int64_t>(value.value_or(0)));
        });
        m_control = control;
        return;
    }
    case Kind::Choice: {
        auto *control = new Select;
        control->setOptions(choicesOf(m_setting));
        connect(control, &Select::currentChanged, this, [this, write](const QString &key) {
            if (m_draft.stored(path()).isNumber()) {
                write(key.toInt());
            } else {
                write(Json(toUtf8(key)));
            }
        });
        m_control = control;
        return;
    }
    case Kind::List: {
        auto *control = new TextArea;
        control->setLineRange(2, 6);
        control->setMono();
        connect(control, &QPlainTextEdit::textChanged, this, [control, write] {
            if (control->hasFocus()) {
                write(linesOf(control->toPlainText()));
            }
        });
        m_control = control;
        return;
    }
    case Kind::Text:
    case Kind::Code:
    case Kind::Secret:
    case Kind::Colour:
    case Kind::Cron: {
        TextField *control = m_setting.kind == Kind::Colour ? new ColourField : new TextField;
        control->setMono(m_setting.kind == Kind::Code || m_setting.kind == Kind::Cron
                         || m_setting.kind == Kind::Colour);
        control->setSecret(m_setting.kind == Kind::Secret);
        if (m_setting.kind == Kind::Secret) {
            control->setPlaceholderText(tr("Unchanged"));
        } else if (m_setting.kind == Kind::Cron) {
            control->setPlaceholderText(u"0 3 * * *"_s);
        }
        connect(control, &QLineEdit::textEdited, this, [this, write](const QString &text) {
            if (m_setting.kind == Kind::Secret && text.isEmpty()) {
                m_draft.revert(path());
            } else {
                write(Json(toUtf8(m_setting.kind == Kind::Secret ? text : text.trimmed())));
            }
        });
        m_control = control;
        return;
    }
    }
}

void SettingRow::display()
{
    const Json &value = m_draft.value(path());
    const QString problem = m_draft.problemAt(path());
    const bool isEdited = m_draft.isEdited(path());
    const InputState state = !problem.isEmpty() ? InputState::Error
        : isEdited                              ? InputState::Edited
                                                : InputState::Normal;
    if (auto *control = qobject_cast<Switch *>(m_control)) {
        control->setChecked(value.toBool());
    } else if (auto *number = qobject_cast<NumberField *>(m_control)) {
        if (!number->hasFocus()) {
            number->setValue(value.isNumber() ? std::optional(value.toDouble()) : std::nullopt);
        }
        number->setInputState(state);
    } else if (auto *select = qobject_cast<Select *>(m_control)) {
        select->setCurrentKey(keyOf(value));
        select->setInputState(state);
    } else if (auto *area = qobject_cast<TextArea *>(m_control)) {
        const QString text = joined(value);
        if (!area->hasFocus() && area->toPlainText() != text) {
            area->setPlainText(text);
        }
        area->setInputState(state);
    } else if (auto *field = qobject_cast<TextField *>(m_control)) {
        const QString text = toQString(value.text());
        if (field->text().trimmed() != text) {
            field->setText(text);
        }
        field->setInputState(state);
    }
    setEdited(isEdited,
              m_setting.kind == Kind::Secret
                  ? tr("will be replaced")
                  : tr("was %1").arg(words(m_setting, m_draft.stored(path()))));
    setError(problem);
    if (m_setting.kind == Kind::Cron) {
        displayHelp();
    }
    if (parentWidget() != nullptr) { // else it would be a window of its own
        setVisible(isWanted());
    }
}

void SettingRow::displayHelp()
{
    const QString text = toQString(m_draft.value(path()).text());
    const QString said = cronWords(text);
    if (text.isEmpty() || said.isEmpty()) {
        setHelp(settingText(m_setting.help));
        if (!text.isEmpty() && m_draft.problemAt(path()).isEmpty()) {
            setError(
                tr("Five parts with one space between them: minute, hour, day, month, weekday."));
        }
        return;
    }
    const auto schedule = CronSchedule::parse(text);
    const std::vector<QDateTime> next = schedule->next(QDateTime::currentDateTimeUtc(), 1);
    setHelp(
        next.empty()
            ? said
            : tr("%1. Next: %2.")
                  .arg(said, QLocale().toString(next.front().toLocalTime(), QLocale::ShortFormat)));
}

bool SettingRow::isWanted() const
{
    return *m_setting.shownBy == '\0'
        || m_draft.value(QString::fromLatin1(m_setting.shownBy)).toBool();
}

void SettingRow::setLocked(bool locked) { m_control->setEnabled(!locked); }

QString SettingRow::words(const ServerSetting &setting, const Json &value)
{
    switch (setting.kind) {
    case Kind::Switch:
        return value.toBool() ? tr("on", "a setting") : tr("off", "a setting");
    case Kind::Secret:
        return tr("a secret");
    case Kind::Number:
        return settingText(setting.unit).isEmpty()
            ? QLocale().toString(static_cast<qlonglong>(value.toInt()))
            : tr("%1 %2", "number and unit")
                  .arg(QLocale().toString(static_cast<qlonglong>(value.toInt())),
                       settingText(setting.unit));
    case Kind::Choice:
        for (const SelectOption &option : choicesOf(setting)) {
            if (option.key == keyOf(value)) {
                return option.text;
            }
        }
        return keyOf(value);
    case Kind::List:
        return value.array().empty() ? tr("empty") : joined(value).replace(u'\n', u", "_s);
    case Kind::Text:
    case Kind::Code:
    case Kind::Colour:
    case Kind::Cron:
        break;
    }
    return value.text().empty() ? tr("empty") : toQString(value.text());
}

} // namespace socle::studio
