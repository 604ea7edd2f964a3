#include "studio/views/import/SourcePage.h"

#include "studio/api/Text.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/ListRow.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Select.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/kit/WrapLayout.h"
#include "studio/views/import/DropZone.h"
#include "studio/views/import/ImportMetrics.h"
#include "studio/views/import/PreviewModel.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QHeaderView>
#include <QLocale>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

QWidget *labelled(const QString &label, QWidget *editor)
{
    auto *pair = new QWidget;
    auto *row = new QHBoxLayout(pair);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::k3);
    row->addWidget(new Text(label, TextRole::Base, Color::TextMuted));
    row->addWidget(editor);
    editor->setAccessibleName(label);
    pair->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred); // the words stay beside it
    return pair;
}

} // namespace

SourcePage::SourcePage(QWidget *parent)
    : QWidget(parent)
    , m_drop(new DropZone)
    , m_loaded(new QWidget)
    , m_model(new PreviewModel(this))
{
    auto *page = new QVBoxLayout(this);
    page->setContentsMargins(space::k7, space::k6, space::k7, space::k5);
    page->setSpacing(space::k5);
    page->addWidget(m_drop);
    page->addWidget(m_loaded, 1);
    page->addStretch();
    connect(m_drop->button(), &Button::clicked, this, &SourcePage::chooseRequested);
    auto *others = new QHBoxLayout;
    others->setSpacing(space::k3);
    auto *paste = new Button(u"clipboard"_s, tr("Paste rows"), ButtonVariant::Secondary);
    paste->setObjectName(u"import.paste"_s);
    paste->setToolTip(tr("Rows of a spreadsheet, CSV or JSON on the clipboard"));
    auto *copy = new Button(u"database"_s, tr("From a collection"), ButtonVariant::Secondary);
    copy->setObjectName(u"import.fromCollection"_s);
    copy->setToolTip(tr("Records of a collection, here or on another connection"));
    others->addWidget(paste);
    others->addWidget(copy);
    others->addStretch();
    page->insertLayout(1, others);
    connect(paste, &Button::clicked, this, &SourcePage::pasteRequested);
    connect(copy, &Button::clicked, this, &SourcePage::copyRequested);

    auto *column = new QVBoxLayout(m_loaded);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k4);
    auto *list = new QWidget;
    m_files = new QVBoxLayout(list);
    m_files->setContentsMargins(0, 0, 0, 0);
    m_files->setSpacing(space::k3);
    auto *scroll = new QScrollArea;
    scroll->setObjectName(u"import.files"_s);
    scroll->setAccessibleName(tr("Files to import"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(list);
    m_list = scroll;
    scroll->viewport()->setAutoFillBackground(false);
    list->setAutoFillBackground(false);
    column->addWidget(scroll);

    auto *line = new QHBoxLayout;
    line->setSpacing(space::k5);
    auto *more = new Button(u"plus"_s, tr("Add files"), ButtonVariant::Secondary);
    more->setObjectName(u"import.add"_s);
    connect(more, &Button::clicked, this, &SourcePage::chooseRequested);
    line->addWidget(more);
    m_csv = new QWidget;
    auto *csv = new WrapLayout(m_csv);
    csv->setContentsMargins(0, 0, 0, 0);
    csv->setSpacing(space::k5);
    m_delimiter = new Select;
    m_delimiter->setObjectName(u"import.delimiter"_s);
    keepScaled(m_delimiter, Extent::Width, import::kSmallSelect);
    QVector<SelectOption> delimiters;
    for (const char delimiter : {',', ';', '\t', '|'}) {
        delimiters.append(
            {.key = QString(QLatin1Char(delimiter)), .text = delimiterLabel(delimiter)});
    }
    m_delimiter->setOptions(delimiters);
    csv->addWidget(labelled(tr("Delimiter"), m_delimiter));
    m_quote = new Select;
    m_quote->setObjectName(u"import.quote"_s);
    keepScaled(m_quote, Extent::Width, import::kQuoteSelect);
    m_quote->setOptions({{.key = u"\""_s, .text = u"\""_s}, {.key = u"'"_s, .text = u"'"_s}});
    csv->addWidget(labelled(tr("Quote"), m_quote));
    m_encoding = new Select;
    m_encoding->setObjectName(u"import.encoding"_s);
    keepScaled(m_encoding, Extent::Width, import::kSmallSelect);
    QVector<SelectOption> encodings;
    for (const QByteArray encoding : {"UTF-8", "UTF-16LE", "UTF-16BE", "ISO-8859-1"}) {
        encodings.append({.key = QString::fromLatin1(encoding), .text = encodingLabel(encoding)});
    }
    m_encoding->setOptions(encodings);
    csv->addWidget(labelled(tr("Encoding"), m_encoding));
    m_header = new QCheckBox(tr("First row is the header"));
    m_header->setObjectName(u"import.header"_s);
    line->addWidget(m_header);
    line->addStretch();
    m_note = new Text({}, TextRole::Small, Color::TextMuted);
    line->addWidget(m_note);
    column->addLayout(line);
    column->addWidget(m_csv); // a line of its own: long words at 160 % fill it

    m_grid = new DataGrid;
    m_grid->setObjectName(u"import.preview"_s);
    m_grid->setAccessibleName(tr("First rows of the file"));
    m_grid->setMarkable(false);
    m_grid->setReadOnly(true);
    m_grid->setModel(m_model);
    m_grid->horizontalHeader()->setStretchLastSection(true);
    column->addWidget(m_grid, 1);

    const auto decide = [this](auto change) {
        change(m_options);
        emit optionsChanged(m_options);
    };
    connect(m_delimiter, &Select::currentChanged, this, [decide](const QString &key) {
        decide([&](SourceOptions &o) { o.delimiter = key.at(0).toLatin1(); });
    });
    connect(m_quote, &Select::currentChanged, this, [decide](const QString &key) {
        decide([&](SourceOptions &o) { o.quote = key.at(0).toLatin1(); });
    });
    connect(m_encoding, &Select::currentChanged, this, [decide](const QString &key) {
        decide([&](SourceOptions &o) { o.encoding = key.toLatin1(); });
    });
    connect(m_header, &QCheckBox::clicked, this, [decide](bool on) {
        decide([&](SourceOptions &o) { o.hasHeader = on; });
    });
    m_loaded->hide();
}

void SourcePage::show(const std::vector<ImportDraft> &drafts, int current)
{
    const bool hasFiles = !drafts.empty();
    m_drop->setVisible(!hasFiles);
    m_loaded->setVisible(hasFiles);
    if (!hasFiles) {
        m_shown.clear();
        return;
    }
    fillFiles(drafts, current);
    showRows(drafts[static_cast<std::size_t>(current)]);
}

void SourcePage::fillFiles(const std::vector<ImportDraft> &drafts, int current)
{
    QStringList paths;
    for (const ImportDraft &draft : drafts) {
        paths << draft.path;
    }
    if (paths != m_shown) {
        for (ListRow *row : m_rows) {
            row->hide(); // its cross may be the sender
            row->deleteLater();
        }
        m_rows.clear();
        for (int i = 0; i < static_cast<int>(drafts.size()); ++i) {
            auto *row = new ListRow(drafts[static_cast<std::size_t>(i)].fileName());
            row->setObjectName(u"import.file.%1"_s.arg(i + 1));
            row->setBoxed(true);
            row->setTile(u"file-text"_s, Tone::Neutral);
            auto *remove = new IconButton(u"x"_s, tr("Leave this file out"));
            remove->setObjectName(u"import.file.%1.remove"_s.arg(i + 1));
            connect(remove, &IconButton::clicked, this, [this, i] { emit removeRequested(i); });
            row->addTrailing(remove);
            connect(row, &ListRow::clicked, this, [this, i] { emit currentRequested(i); });
            m_files->addWidget(row);
            m_rows.push_back(row);
        }
        m_shown = paths;
        // As high as its files, up to where it would push the rows away.
        const int rowHeight = m_rows.front()->sizeHint().height() + space::k3;
        m_list->setFixedHeight(std::min(static_cast<int>(m_rows.size()) * rowHeight,
                                        Theme::current().scaled(import::kFileListHeight)));
    }
    for (int i = 0; i < static_cast<int>(drafts.size()); ++i) {
        const ImportDraft &draft = drafts[static_cast<std::size_t>(i)];
        ListRow *row = m_rows[static_cast<std::size_t>(i)];
        const QString breakage = draft.breakage();
        const bool isUnreadable = !draft.problem.isEmpty();
        const bool isSound = !isUnreadable && breakage.isEmpty();
        const QString words = isUnreadable ? draft.problem
            : !isSound                     ? breakage
            : draft.isRead                 ? draft.description()
                                           : tr("Reading…");
        row->setTitle(draft.fileName(), words);
        row->setTile(isSound ? u"file-text"_s : u"warning"_s,
                     isSound            ? Tone::Neutral
                         : isUnreadable ? Tone::Danger
                                        : Tone::Warning);
        row->setSelected(i == current && drafts.size() > 1);
        row->setAccessibleName(draft.fileName() + u", "_s + words);
    }
}

void SourcePage::showRows(const ImportDraft &draft)
{
    m_options = draft.options;
    const SourceInfo &source = draft.preview.source;
    m_csv->setVisible(draft.isRead && source.format == SourceFormat::Csv);
    m_header->setVisible(m_csv->isVisibleTo(this));
    m_delimiter->setCurrentKey(QString(QLatin1Char(source.delimiter)));
    m_quote->setCurrentKey(QString(QLatin1Char(source.quote)));
    m_encoding->setCurrentKey(QString::fromLatin1(source.encoding));
    m_header->setChecked(source.hasHeader);
    m_grid->setVisible(draft.isRead);
    const auto shown = static_cast<qint64>(draft.preview.rows.size());
    m_note->setText(!draft.isRead ? QString()
                        : shown < draft.preview.rowCount
                        ? tr("First %1 of %Ln rows", nullptr, pluralCount(draft.preview.rowCount))
                              .arg(QLocale().toString(shown))
                        : tr("%Ln rows", nullptr, pluralCount(shown)));
    m_model->setPreview(draft.preview);
    QVector<GridColumn> columns;
    for (const ColumnChoice &choice : draft.columns) {
        GridColumn column;
        column.key = choice.inferred.column;
        column.title = choice.inferred.column;
        column.width = Theme::current().scaled(import::kPreviewColumn);
        column.isEditable = false;
        columns.append(column);
    }
    m_grid->setColumns(columns);
}

void SourcePage::setHeader(QWidget *header)
{
    static_cast<QVBoxLayout *>(layout())->insertWidget(0, header);
}

void SourcePage::setDropActive(bool active) { m_drop->setActive(active); }

void SourcePage::focusFirst()
{
    if (m_drop->isVisibleTo(this)) {
        m_drop->button()->setFocus();
    } else if (!m_rows.empty()) {
        m_rows.front()->setFocus();
    }
}

} // namespace socle::studio
