#include "studio/views/data/RecordCompareSheet.h"

#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/LabelCache.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/views/data/DataMetrics.h"
#include "studio/views/data/ValueWords.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

RecordCompareSheet::RecordCompareSheet(ConnectionContext &context,
                                       const CollectionPtr &collection,
                                       const std::vector<ComparedRecord> &records,
                                       const QString &title,
                                       QWidget *window)
    : Sheet(window, title)
    , m_context(context)
    , m_collection(collection)
    , m_records(records)
    , m_table(new QTreeWidget)
{
    setObjectName(u"compare"_s);
    setPanelWidth(data::kCompareWidth);
    m_table->setObjectName(u"compare.table"_s);
    m_table->setAccessibleName(tr("Values side by side"));
    m_table->setRootIsDecorated(false);
    m_table->setWordWrap(true);
    keepScaled(m_table, Extent::LeastHeight, data::kReviewHeight);
    QStringList heads{tr("Field")};
    for (const ComparedRecord &record : m_records) {
        heads.append(record.title);
    }
    m_table->setHeaderLabels(heads);
    m_table->header()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->header()->setStretchLastSection(false); // it would keep the width it has without a bar
    m_table->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    body()->addWidget(m_table, 1);
    auto *only = new QCheckBox(tr("Only what differs"));
    only->setObjectName(u"compare.onlyDifferent"_s);
    only->setChecked(m_isOnlyDifferent);
    connect(only, &QCheckBox::toggled, this, &RecordCompareSheet::showOnlyDifferent);
    footerLeading()->addWidget(only);
    Button *close = addButton(tr("Close"), ButtonVariant::Secondary);
    close->setObjectName(u"compare.close"_s);
    connect(close, &Button::clicked, this, &Sheet::reject);
    connect(&context.labels(), &LabelCache::arrived, this, &RecordCompareSheet::fill);
    connect(
        &Theme::current(), &Theme::changed, this, &RecordCompareSheet::fill); // items keep colours
    connect(&Privacy::current(), &Privacy::changed, this, &RecordCompareSheet::fill);
    fill();
}

void RecordCompareSheet::fill()
{
    static const Json none;
    m_table->clear();
    int differing = 0;
    for (const fields::Field &field : m_collection->fields) {
        QList<const Json *> values;
        bool isSame = true;
        for (const ComparedRecord &record : m_records) {
            const Json *value = record.values.find(field.name);
            values.append(value != nullptr ? value : &none);
            isSame = isSame && sameValue(*values.first(), *values.last());
        }
        differing += isSame || field.name == "id" ? 0 : 1;
        if (isSame && m_isOnlyDifferent) {
            continue;
        }
        auto *line = new QTreeWidgetItem(m_table, {toQString(field.name)});
        line->setIcon(0, fieldIcon(toQString(field.type)));
        line->setForeground(0, colorOf(Color::TextMuted));
        for (int i = 0; i < values.size(); ++i) {
            const QString words = shownWords(m_context, *values.at(i), field);
            line->setText(i + 1, words.isEmpty() ? u"\u2014"_s : words);
            line->setToolTip(i + 1, words);
            if (!isSame) {
                line->setBackground(i + 1, colorOf(Color::ModCell));
            }
        }
    }
    setSubtitle(differing == 0       ? tr("They are the same in every field.")
                    : differing == 1 ? tr("1 field differs.")
                                     : tr("%Ln fields differ.", nullptr, differing));
}

void RecordCompareSheet::showOnlyDifferent(bool isOnly)
{
    m_isOnlyDifferent = isOnly;
    fill();
}

} // namespace socle::studio
