#include "studio/shell/NetworkSheet.h"

#include "studio/api/ApiClient.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/GridRoles.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Text.h"
#include "studio/shell/Metrics.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLocale>

#include <array>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr std::array kNetworkWidths{116, 72, 336, 64, 80, 88, 140}; // in the order of the columns

bool hasFailed(const RequestSummary &one) { return one.status == 0 || one.status >= 400; }

QString bytesText(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeTraditionalFormat);
}

} // namespace

NetworkModel::NetworkModel(ApiClient &client, QObject *parent)
    : QAbstractTableModel(parent)
    , m_client(client)
{
    fill();
    connect(&client, &ApiClient::requestFinished, this, &NetworkModel::add);
}

int NetworkModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int NetworkModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant NetworkModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size()) {
        return {};
    }
    const RequestSummary &one = m_rows.at(index.row());
    if (role == RowStateRole) {
        return static_cast<int>(hasFailed(one) ? RowState::Failed : RowState::Normal);
    }
    if (role == Qt::TextAlignmentRole) {
        const bool isNumber
            = index.column() == Status || index.column() == Duration || index.column() == Bytes;
        return QVariant::fromValue(Qt::Alignment(isNumber ? Qt::AlignTrailing : Qt::AlignLeading)
                                   | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole && role != RawValueRole && role != Qt::ToolTipRole) {
        return {};
    }
    switch (index.column()) {
    case Time:
        return QLocale().toString(one.startedAt.toLocalTime().time(), u"HH:mm:ss.zzz"_s);
    case Method:
        return one.method;
    case Path:
        return one.path;
    case Status:
        return one.status == 0 ? tr("none", "no answer arrived") : QString::number(one.status);
    case Duration:
        return tr("%1 ms").arg(QLocale().toString(one.elapsedMs));
    case Bytes:
        return bytesText(one.bytesReceived + one.bytesSent);
    case Purpose:
        return one.attempts > 1 ? tr("%1, %n attempts", nullptr, one.attempts).arg(one.purpose)
                                : one.purpose;
    default:
        return {};
    }
}

QVariant NetworkModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    const QStringList titles{
        tr("Time"), tr("Method"), tr("Path"), tr("Status"), tr("Took"), tr("Bytes"), tr("Purpose")};
    return titles.value(section);
}

void NetworkModel::setErrorsOnly(bool on)
{
    m_errorsOnly = on;
    fill();
}

void NetworkModel::clear()
{
    m_since = QDateTime::currentDateTimeUtc();
    fill();
}

void NetworkModel::add(const RequestSummary &summary)
{
    if (m_errorsOnly && !hasFailed(summary)) {
        return;
    }
    beginInsertRows({}, 0, 0);
    m_rows.prepend(summary);
    endInsertRows();
    if (m_rows.size() > ApiClient::kRingSize) {
        const int last = static_cast<int>(m_rows.size()) - 1;
        beginRemoveRows({}, last, last);
        m_rows.removeLast();
        endRemoveRows();
    }
}

void NetworkModel::fill()
{
    beginResetModel();
    m_rows.clear();
    for (const RequestSummary &one : m_client.recentRequests()) {
        if ((!m_errorsOnly || hasFailed(one)) && (!m_since.isValid() || one.startedAt > m_since)) {
            m_rows.prepend(one);
        }
    }
    endResetModel();
}

NetworkSheet::NetworkSheet(QWidget *window, ConnectionContext &context)
    : Sheet(window, tr("Network activity"))
    , m_grid(new DataGrid)
{
    setObjectName(u"shell.network"_s);
    setPanelWidth(metrics::kNetworkWidth);
    setSubtitle(tr("The last %1 requests to %2. Bodies and tokens are not kept.")
                    .arg(QLocale().toString(ApiClient::kRingSize), context.profile().name));
    auto *model = new NetworkModel(context.client(), this);
    m_grid->setObjectName(u"shell.network.list"_s);
    m_grid->setAccessibleName(tr("Requests, newest first"));
    m_grid->setMarkable(false);
    m_grid->setReadOnly(true);
    m_grid->setModel(model);
    m_grid->setSelectionBehavior(QAbstractItemView::SelectRows);
    keepScaled(m_grid, Extent::LeastHeight, metrics::kHelpHeight);
    QVector<GridColumn> columns;
    for (int i = 0; i < NetworkModel::ColumnCount; ++i) {
        GridColumn one;
        one.key = QString::number(i);
        one.title = model->headerData(i, Qt::Horizontal, Qt::DisplayRole).toString();
        one.width = Theme::current().scaled(kNetworkWidths[static_cast<std::size_t>(i)]);
        one.isEditable = false;
        columns.append(one);
    }
    m_grid->setColumns(columns);
    m_grid->horizontalHeader()->setStretchLastSection(true);
    body()->addWidget(m_grid);

    auto *errors = new QCheckBox(tr("Only what failed"));
    errors->setObjectName(u"shell.network.errors"_s);
    connect(errors, &QCheckBox::toggled, model, &NetworkModel::setErrorsOnly);
    footerLeading()->addWidget(errors);
    Button *clear = addButton(tr("Clear"), ButtonVariant::Ghost);
    clear->setObjectName(u"shell.network.clear"_s);
    connect(clear, &Button::clicked, model, &NetworkModel::clear);
    Button *copy = addButton(tr("Copy"), ButtonVariant::Secondary);
    copy->setObjectName(u"shell.network.copy"_s);
    copy->setToolTip(tr("The selected requests, or all, as tab separated text"));
    connect(copy, &Button::clicked, this, [this] {
        if (!m_grid->selectionModel()->hasSelection()) {
            m_grid->selectAll();
        }
        QGuiApplication::clipboard()->setText(m_grid->selectionAsTsv());
    });
    Button *close = addButton(tr("Close"), ButtonVariant::Primary);
    close->setObjectName(u"shell.network.close"_s);
    connect(close, &Button::clicked, this, &Sheet::reject);
}

} // namespace socle::studio
