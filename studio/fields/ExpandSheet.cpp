// See the header.
#include "studio/fields/ExpandSheet.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/fields/HtmlPane.h"
#include "studio/fields/JsonText.h"
#include "studio/kit/CodeEdit.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"

#include <QVBoxLayout>

namespace socle::studio {

namespace {

constexpr int kShareOfWindow = 80; // per cent

CodeEdit::Language languageOf(const QString &mode)
{
    return mode == u"markdown" ? CodeEdit::Language::Markdown
        : mode == u"json"      ? CodeEdit::Language::Json
        : mode == u"code"      ? CodeEdit::Language::JavaScript
                               : CodeEdit::Language::Plain;
}

} // namespace

ExpandSheet::ExpandSheet(QWidget *window,
                         const fields::Field &field,
                         const EditorContext &context,
                         const QString &text)
    : Sheet(window, toQString(field.name))
{
    setObjectName(QStringLiteral("data.expand"));
    const int wide = window->window()->width() * kShareOfWindow / 100;
    setPanelWidth(qRound(wide / Theme::current().scale())); // which follows the size of text
    if (field.isType(fields::kEditor)) {
        addRich(field, context, text);
    } else {
        addCode(field, text);
    }
}

bool ExpandSheet::isFor(const fields::Field &field)
{
    return (field.isType(fields::kText) && !field.flag("primaryKey"))
        || field.isType(fields::kEditor) || field.isType(fields::kJson);
}

void ExpandSheet::addCode(const fields::Field &field, const QString &text)
{
    auto *modes = new Segmented;
    modes->setObjectName(QStringLiteral("data.expand.mode"));
    modes->setAccessibleName(tr("Colours"));
    modes->addSegment(QStringLiteral("plain"), tr("Plain"));
    modes->addSegment(QStringLiteral("markdown"), tr("Markdown"));
    modes->addSegment(QStringLiteral("json"), tr("JSON"));
    modes->addSegment(QStringLiteral("code"), tr("Code"));
    modes->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    auto *code = new CodeEdit;
    code->setObjectName(QStringLiteral("data.expand.text"));
    code->setAccessibleName(toQString(field.name));
    code->setWrap(true);
    const bool isJson = field.isType(fields::kJson);
    // What the text looks like decides until somebody chooses.
    const bool looksJson
        = !checkJson(text) && (text.trimmed().startsWith(u'{') || text.trimmed().startsWith(u'['));
    const bool looksMarkdown = text.startsWith(u"# ") || text.contains(QLatin1String("\n# "))
        || text.contains(QLatin1String("\n- "));
    const QString mode = isJson || looksJson ? QStringLiteral("json")
        : looksMarkdown                      ? QStringLiteral("markdown")
                                             : QStringLiteral("plain");
    modes->setCurrentKey(mode);
    code->setLanguage(languageOf(mode));
    code->setText(text);
    code->setMinimumHeight(window()->height() * kShareOfWindow / 200);
    connect(modes, &Segmented::currentChanged, code, [code](const QString &key) {
        code->setLanguage(languageOf(key));
    });
    auto *fault = new Text({}, TextRole::Small, Color::Danger);
    fault->setObjectName(QStringLiteral("data.expand.fault"));
    fault->hide();
    body()->addWidget(modes, 0, Qt::AlignLeading);
    body()->addWidget(code, 1);
    body()->addWidget(fault);
    Button *accept = addStandardButtons(tr("Done"));
    accept->setObjectName(QStringLiteral("data.expand.done"));
    const auto check = [code, fault, accept, isJson] {
        const auto problem
            = isJson && !code->text().trimmed().isEmpty() ? checkJson(code->text()) : std::nullopt;
        code->setProblems(problem ? QVector<CodeProblem>{{problem->position, 1, problem->message}}
                                  : QVector<CodeProblem>());
        fault->setVisible(problem.has_value());
        fault->setText(problem ? tr("Line %1, column %2: %3")
                                     .arg(problem->line)
                                     .arg(problem->column)
                                     .arg(problem->message)
                               : QString());
        accept->setEnabled(!problem);
    };
    connect(code, &CodeEdit::textChanged, fault, check);
    connect(code, &CodeEdit::runRequested, this, [this, accept] {
        if (accept->isEnabled()) {
            this->accept();
        }
    });
    check();
    connect(this, &Sheet::accepted, this, [this, code] { emit done(code->text()); });
    QMetaObject::invokeMethod(
        code, [code] { code->setFocus(Qt::OtherFocusReason); }, Qt::QueuedConnection);
}

void ExpandSheet::addRich(const fields::Field &field,
                          const EditorContext &context,
                          const QString &text)
{
    EditorContext own = context;
    own.place = EditorContext::Place::Form;
    auto *pane = new HtmlPane(field, own, QStringLiteral("data.expand.html"), this);
    pane->setFullScreen();
    pane->setHtml(text);
    pane->setMinimumHeight(window()->height() * kShareOfWindow / 160);
    body()->addWidget(pane, 1);
    addStandardButtons(tr("Done"))->setObjectName(QStringLiteral("data.expand.done"));
    connect(this, &Sheet::accepted, this, [this, pane] { emit done(pane->html()); });
    QMetaObject::invokeMethod(
        pane, [pane] { pane->setFocus(Qt::OtherFocusReason); }, Qt::QueuedConnection);
}

} // namespace socle::studio
