// A CellUi around another one: everything goes on to the inner one unless a subclass says
// otherwise.
#pragma once

#include "studio/kit/CellUi.h"

#include <memory>

namespace socle::studio {

class WrappedCellUi : public CellUi
{
public:
    explicit WrappedCellUi(std::unique_ptr<CellUi> inner)
        : m_inner(std::move(inner))
    {
    }

    CellContent content(const QModelIndex &index) const override { return m_inner->content(index); }

    bool isPrivate() const override { return m_inner->isPrivate(); }

    bool paint(QPainter *painter, const CellPaint &cell, const QModelIndex &index) const override
    {
        return m_inner->paint(painter, cell, index);
    }

    Qt::Alignment alignment() const override { return m_inner->alignment(); }

    double skeletonShare() const override { return m_inner->skeletonShare(); }

    int preferredWidth() const override { return m_inner->preferredWidth(); }

    EditorPlace editorPlace() const override { return m_inner->editorPlace(); }

    QWidget *createEditor(QWidget *parent, const QModelIndex &index) const override
    {
        return m_inner->createEditor(parent, index);
    }

    void setEditorValue(QWidget *editor, const QModelIndex &index) const override
    {
        m_inner->setEditorValue(editor, index);
    }

    std::optional<QVariant> editorValue(QWidget *editor) const override
    {
        return m_inner->editorValue(editor);
    }

    QString editorError(QWidget *editor) const override { return m_inner->editorError(editor); }

    void startTyping(QWidget *editor, const QString &text) const override
    {
        m_inner->startTyping(editor, text);
    }

    QVariant toggled(const QModelIndex &index) const override { return m_inner->toggled(index); }

    QString clipboardText(const QModelIndex &index) const override
    {
        return m_inner->clipboardText(index);
    }

    QString toolTip(const QModelIndex &index) const override { return m_inner->toolTip(index); }

    QString accessibleText(const QModelIndex &index) const override
    {
        return m_inner->accessibleText(index);
    }

protected:
    const CellUi &inner() const { return *m_inner; }

private:
    std::unique_ptr<CellUi> m_inner;
};

} // namespace socle::studio
