#include "studio/views/logs/ProcessLog.h"

#include "studio/kit/Text.h"
#include "studio/views/logs/LogMetrics.h"

#include <QFile>
#include <QScrollBar>

using namespace Qt::StringLiterals;

namespace socle::studio {

ProcessLog::ProcessLog(const QString &path, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_path(path)
{
    setObjectName(u"logs.process"_s);
    setAccessibleName(tr("Output of the server"));
    setReadOnly(true);
    setFrameShape(QFrame::NoFrame);
    setLayoutDirection(Qt::LeftToRight); // log lines stay left to right
    keepFont(this, TextRole::MonoSmall);
    setMaximumBlockCount(logs::kProcessLines);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    document()->setDocumentMargin(space::k5); // below the toolbar's edge
    setPlaceholderText(tr("The server has printed nothing yet"));
    m_timer.setInterval(logs::kPollMs);
    connect(&m_timer, &QTimer::timeout, this, &ProcessLog::follow);
}

void ProcessLog::setWords(const QString &words)
{
    if (words != m_words) {
        m_words = words;
        refill();
    }
}

void ProcessLog::showEvent(QShowEvent *event)
{
    QPlainTextEdit::showEvent(event);
    follow();
    m_timer.start();
}

void ProcessLog::hideEvent(QHideEvent *event)
{
    m_timer.stop();
    QPlainTextEdit::hideEvent(event);
}

void ProcessLog::follow()
{
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly)) {
        return;
    }
    const qint64 size = file.size();
    if (size < m_position) {
        m_position = 0; // rotated: the new file from its beginning
    } else if (m_position < 0) {
        m_position = std::max<qint64>(0, size - logs::kProcessBytes);
    }
    if (size == m_position) {
        return;
    }
    file.seek(m_position);
    const QByteArray fresh = m_partial + file.read(logs::kProcessBytes);
    m_position = file.pos();
    const qsizetype end = fresh.lastIndexOf('\n');
    m_partial = fresh.mid(end + 1);
    if (end < 0) {
        return;
    }
    const bool isAtEnd = verticalScrollBar()->value() >= verticalScrollBar()->maximum();
    QStringList shown;
    for (const QByteArray &line : fresh.left(end).split('\n')) {
        m_lines.append(QString::fromUtf8(line));
        if (m_words.isEmpty() || m_lines.constLast().contains(m_words, Qt::CaseInsensitive)) {
            shown.append(m_lines.constLast());
        }
    }
    if (m_lines.size() > logs::kProcessLines) {
        m_lines.remove(0, m_lines.size() - logs::kProcessLines);
    }
    if (!shown.isEmpty()) {
        appendPlainText(shown.join(u'\n'));
    }
    if (isAtEnd) {
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    }
}

void ProcessLog::refill()
{
    QStringList shown;
    for (const QString &line : m_lines) {
        if (m_words.isEmpty() || line.contains(m_words, Qt::CaseInsensitive)) {
            shown.append(line);
        }
    }
    setPlainText(shown.join(u'\n'));
    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

} // namespace socle::studio
